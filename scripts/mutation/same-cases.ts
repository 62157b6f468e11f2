import fc from "fast-check";

// The same cases for every mutant, no shrinking, and no longer than it takes to meet most mutants.
fc.configureGlobal({ seed: 20_261_127, endOnFailure: true, interruptAfterTimeLimit: 300 });
