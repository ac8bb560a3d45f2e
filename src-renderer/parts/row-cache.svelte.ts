import { SvelteMap } from 'svelte/reactivity'

export type Cell = string | number | null | undefined
export type Row = Readonly<Record<string, unknown>>

/** Asks for rows `offset` up to `offset + limit`. */
export type ReadRows<R> = (offset: number, limit: number) => Promise<readonly R[]>

/** A screenful or two: a jump waits for little, and scrolling row by row is ahead of the eye. */
const pageSize = 64
const pagesKept = 120
/** What one request may ask for. */
const pagesAtOnce = 8

/**
 * Rows by page, read when they come into view. While the analyst drags through millions of rows only the place where the
 * scrolling has come to is asked for: at most one request is under way, and the newest wish is next.
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
      const pages = this.#wanted.filter((each, index) => each === page + index).slice(0, pagesAtOnce)
      const rows = await this.#read(page * pageSize, pages.length * pageSize)
      pages.forEach((each, index) => {
        this.#pages.set(each, rows.slice(index * pageSize, (index + 1) * pageSize))
      })
      for (const oldest of this.#pages.keys()) {
        if (this.#pages.size <= pagesKept) break
        this.#pages.delete(oldest)
      }
      this.#wanted = this.#wanted.filter((each) => !pages.includes(each))
    } catch {
      this.#wanted = []
    } finally {
      this.#busy = false
    }
    await this.#work()
  }
}
