import { SvelteMap } from 'svelte/reactivity'

export type Cell = string | number | null | undefined
export type Row = Readonly<Record<string, unknown>>

/** Asks for rows `offset` up to `offset + limit`. */
export type ReadRows<R> = (offset: number, limit: number) => Promise<readonly R[]>

const pageSize = 200
const pagesKept = 40

/**
 * Rows by page, read when they come into view. While the analyst drags through millions of rows only the place where the
 * scrolling has come to is asked for: at most one page is under way, and the newest wish is next.
 */
export class RowCache<R> {
  #pages = new SvelteMap<number, readonly R[]>()
  #read: ReadRows<R>
  #busy = false
  #wanted: number[] = []
  #closed = false

  constructor(read: ReadRows<R>) {
    this.#read = read
  }

  row(index: number): R | undefined {
    const page = Math.floor(index / pageSize)
    return this.#pages.get(page)?.[index - page * pageSize]
  }

  /** Says which rows are on the screen. */
  show(first: number, count: number): void {
    const from = Math.floor(first / pageSize)
    const to = Math.floor((first + Math.max(0, count - 1)) / pageSize)
    this.#wanted = []
    for (let page = from; page <= to; page += 1) if (!this.#pages.has(page)) this.#wanted.push(page)
    void this.#work()
  }

  close(): void {
    this.#closed = true
  }

  async #work(): Promise<void> {
    const page = this.#wanted[0]
    if (this.#busy || page === undefined || this.#closed) return
    this.#busy = true
    try {
      const rows = await this.#read(page * pageSize, pageSize)
      this.#pages.set(page, rows)
      const oldest = this.#pages.keys().next().value
      if (this.#pages.size > pagesKept && oldest !== undefined) this.#pages.delete(oldest)
      this.#wanted = this.#wanted.filter((each) => each !== page)
    } catch {
      this.#wanted = []
    } finally {
      this.#busy = false
    }
    await this.#work()
  }
}
