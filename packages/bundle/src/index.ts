export { makeBundle, type BundleOptions, type Bundle } from "./make-bundle.ts";
