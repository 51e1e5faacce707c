/** `EVENKEEL_CONFORMANCE=whole`: a test run leaves out nothing for the time it takes. The nightly workflow sets it. */
export const isWhole = process.env["EVENKEEL_CONFORMANCE"] === "whole";
