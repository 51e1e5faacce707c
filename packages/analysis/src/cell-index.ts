import type { Cell } from "@evenkeel/core";

/** Cells by backend, and by workload and backend, in their order. */
interface Index<T> {
  readonly length: number;
  readonly ofBackend: ReadonlyMap<string, readonly T[]>;
  readonly ofPlace: ReadonlyMap<string, ReadonlyMap<string, readonly T[]>>;
}

const indexes = new WeakMap<readonly unknown[], Index<unknown>>();

/** The cells of a plan or of a run's results that are of a backend, in their order: found once for each list. */
export function cellsOfBackend<T extends Pick<Cell, "backend" | "workload">>(
  cells: readonly T[],
  backend: string,
): readonly T[] {
  return indexOf(cells).ofBackend.get(backend) ?? [];
}

/** Those of a workload on a backend. */
export function cellsOfPlace<T extends Pick<Cell, "backend" | "workload">>(
  cells: readonly T[],
  { workload, backend }: Pick<Cell, "backend" | "workload">,
): readonly T[] {
  return indexOf(cells).ofPlace.get(backend)?.get(workload) ?? [];
}

function indexOf<T extends Pick<Cell, "backend" | "workload">>(cells: readonly T[]): Index<T> {
  const known = indexes.get(cells);
  if (known !== undefined && known.length === cells.length) return known as Index<T>;
  const ofBackend = Map.groupBy(cells, ({ backend }) => backend);
  const ofPlace = new Map(
    [...ofBackend].map(([backend, own]) => [backend, Map.groupBy(own, ({ workload }) => workload)] as const),
  );
  const index = { length: cells.length, ofBackend, ofPlace };
  indexes.set(cells, index);
  return index;
}
