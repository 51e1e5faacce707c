import type { CompiledQuery, DatabaseConnection } from "kysely";

const guarded = new WeakSet<DatabaseConnection>();

/** The same connection, whose failing queries say what `explain` makes of their errors. */
export function guardedConnection(
  connection: DatabaseConnection,
  explain: (error: unknown) => Error,
): DatabaseConnection {
  if (guarded.has(connection)) return connection;
  guarded.add(connection);
  const execute = connection.executeQuery.bind(connection);
  connection.executeQuery = async <Row>(
    query: CompiledQuery,
    options?: Parameters<DatabaseConnection["executeQuery"]>[1],
  ) => {
    try {
      return await execute<Row>(query, options);
    } catch (error) {
      throw explain(error);
    }
  };
  return connection;
}
