import { expect, test } from "vitest";
import { ImageFiles } from "./image-files.ts";

function filesOf(...layers: (readonly string[])[]) {
  const removed: string[] = [];
  const files = new ImageFiles<string>((content) => removed.push(content));
  for (const [at, layer] of layers.entries()) {
    files.beginLayer();
    for (const path of layer)
      if (path.endsWith("/")) files.putFolder(path.slice(0, -1));
      else if (!files.takeWhiteout(path)) files.put(path, `${path}@${at}`);
  }
  return { left: [...files.all()].map(([, content]) => content), removed };
}

test.each([
  [[["a/x", "a/y"], ["a/.wh.x"]], ["a/y@0"]],
  [
    [
      ["a/x", "b/y"],
      ["a/.wh..wh..opq", "a/z"],
    ],
    ["a/z@1", "b/y@0"],
  ],
  [[["a/x"], ["a/z", "a/.wh..wh..opq"]], ["a/z@1"]],
  [[["a/x"], ["a"]], ["a@1"]],
  [[["a"], ["a/x"]], ["a/x@1"]],
  [[["a/b/c"], ["a/b/"]], ["a/b/c@0"]],
  [[["a/b/c"], [".wh.a"], ["a/d"]], ["a/d@2"]],
  [[["a"], ["nowhere/.wh.x", ".wh.other"]], ["a@0"]],
  [[["x", ".wh.x"]], ["x@0"]],
  [[["__proto__/x", "constructor"]], ["__proto__/x@0", "constructor@0"]],
])("%j leave %j", (layers, expected) => {
  expect(filesOf(...layers).left).toEqual(expected);
});

test("what is replaced or removed is told, so that its memory can be given back", () => {
  expect(filesOf(["a/x", "b"], ["a/x", ".wh.b"]).removed).toEqual(["a/x@0", "b@0"]);
});

test("layers that make more work than there are files are given up", () => {
  const files = new ImageFiles<string>(() => undefined);
  files.beginLayer();
  for (let at = 0; at < 20_000; at += 1) files.put(`a/${at}`, "x");
  expect(() => {
    for (let at = 0; at < 20_000; at += 1) files.takeWhiteout("a/.wh..wh..opq");
  }).toThrow(expect.objectContaining({ code: "archive/too-slow" }) as Error);
});
