/** URLs and errors of PostgreSQL servers, without their secrets: for packages that keep something else there. */
export { serverRemedy } from "./store/store-error.ts";
export { postgresPlace, withoutSecrets, type PostgresPlace } from "./store/store-place.ts";
