import { Cut } from "../archive/ledger.ts";

/** A folder or file of an image, as its layers leave it. */
type Node<Content> = {
  /** Null: it is a file. */
  children: Map<string, Node<Content>> | null;
  content: Content | null;
  /** The layer that has put it there last. */
  layer: number;
};

const WHITEOUT = ".wh.";
const OPAQUE = ".wh..wh..opq";
/** Parts of paths that are looked at for all layers together: whiteouts can make that many. */
const MAX_STEPS = 5_000_000;
const MAX_NODES = 500_000;

/**
 * The files of an image as its layers lie on each other (OCI image specification, layer.md): later
 * ones replace, and whiteouts remove what lower layers, and not their own, have put there.
 */
export class ImageFiles<Content> {
  readonly #root: Node<Content> = { children: new Map(), content: null, layer: -1 };
  readonly #removed: (content: Content) => void;
  #layer = -1;
  #steps = 0;
  #nodes = 0;

  /** `removed` is told of each content that is there no more. */
  constructor(removed: (content: Content) => void) {
    this.#removed = removed;
  }

  beginLayer(): void {
    this.#layer += 1;
  }

  /** Whether the path was a whiteout, and is dealt with. */
  takeWhiteout(path: string): boolean {
    const parts = path.split("/");
    const name = parts.pop() ?? "";
    if (!name.startsWith(WHITEOUT)) return false;
    const children = this.#find(parts)?.children ?? new Map<string, Node<Content>>();
    const hidden = name === OPAQUE ? [...children.keys()] : [name.slice(WHITEOUT.length)];
    for (const child of hidden) {
      const node = children.get(child);
      if (node !== undefined && this.#prune(node)) children.delete(child);
    }
    return true;
  }

  /** A file, in the place of whatever was there. */
  put(path: string, content: Content): void {
    const parts = path.split("/");
    const name = parts.pop() ?? "";
    const folder = this.#folder(parts);
    const before = folder.children?.get(name);
    if (before !== undefined) this.#drop(before);
    else this.#countNode();
    folder.children?.set(name, { children: null, content, layer: this.#layer });
  }

  /** A folder, which keeps what is in it; in the place of a file. */
  putFolder(path: string): void {
    this.#folder(path.split("/"));
  }

  get(path: string): Content | null {
    return this.#find(path.split("/"))?.content ?? null;
  }

  /** All files, by path. */
  *all(): Generator<[string, Content], void> {
    const open: [string, Node<Content>][] = [["", this.#root]];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const [path, { children, content }] = next;
      if (content !== null) yield [path, content];
      for (const [name, node] of [...(children ?? [])].sort(([one], [other]) =>
        one < other ? 1 : -1,
      ))
        open.push([path === "" ? name : `${path}/${name}`, node]);
    }
  }

  #find(parts: readonly string[]): Node<Content> | null {
    let node: Node<Content> | undefined = this.#root;
    for (const part of parts) {
      this.#count();
      node = node?.children?.get(part);
    }
    return node ?? null;
  }

  #folder(parts: readonly string[]): Node<Content> {
    let node = this.#root;
    for (const part of parts) {
      this.#count();
      let next = node.children?.get(part);
      if (next?.children == null) {
        if (next !== undefined) this.#drop(next);
        else this.#countNode();
        next = { children: new Map(), content: null, layer: this.#layer };
        node.children?.set(part, next);
      }
      next.layer = this.#layer;
      node = next;
    }
    return node;
  }

  /** Removes what lower layers have put there. False: this layer has put something there too. */
  #prune(node: Node<Content>): boolean {
    this.#count();
    for (const [name, child] of [...(node.children ?? [])])
      if (this.#prune(child)) node.children?.delete(name);
    const isGone = node.layer < this.#layer;
    if (isGone && node.content !== null) this.#removed(node.content);
    return isGone;
  }

  #drop(node: Node<Content>): void {
    this.#count();
    if (node.content !== null) this.#removed(node.content);
    for (const child of node.children?.values() ?? []) this.#drop(child);
  }

  #countNode(): void {
    if (++this.#nodes > MAX_NODES)
      throw new Cut("archive/too-many-entries", `It has more than ${MAX_NODES} folders and files.`);
  }

  #count(): void {
    if (++this.#steps > MAX_STEPS)
      throw new Cut("archive/too-slow", "Its layers remove and replace more than can be followed.");
  }
}
