import type { RejectedRow } from '../contract/data.ts'
import type { AttributeCells, EventBatch } from '../contract/events.ts'
import type { AttributePlan } from './event-columns-plan.ts'
import { detached, NameCodes } from './name-codes.ts'
import type { RowFingerprint } from './row-fingerprint.ts'
import { textHash } from './text-hash.ts'

/** An event on its way from a record to a batch: one that is overwritten by the next. */
export interface EventCells {
  time: number
  user: number
  item: number
  type: number
  session: number
  price: number
  quantity: number
}

/** Gathers accepted events as columns until there are enough for a batch. */
export class EventBatchBuilder {
  readonly users = new NameCodes()
  readonly items = new NameCodes()
  readonly types = new NameCodes()
  readonly sessions = new NameCodes()
  readonly attributes: readonly AttributeColumn[]
  rows = 0
  private columns: Columns
  private rejected: RejectedRow[] = []
  private readonly capacity: number

  constructor(capacity: number, attributes: readonly AttributePlan[]) {
    this.capacity = capacity
    this.columns = emptyColumns(capacity)
    this.attributes = attributes.map((plan) =>
      plan.read ? new NumberAttribute(plan, capacity) : new TextAttribute(plan, capacity),
    )
  }

  /** Enough rows, or enough rejected ones, to send. */
  get full(): boolean {
    return this.rows === this.capacity || this.rejected.length >= this.capacity
  }

  get empty(): boolean {
    return this.rows === 0 && this.rejected.length === 0
  }

  /** Keeps the event, with the attributes that were last set on it. */
  add(event: EventCells): void {
    const { columns, rows } = this
    columns.time[rows] = event.time
    columns.user[rows] = event.user
    columns.item[rows] = event.item
    columns.type[rows] = event.type
    columns.session[rows] = event.session
    columns.price[rows] = event.price
    columns.quantity[rows] = event.quantity
    for (const attribute of this.attributes) attribute.keep(rows)
    this.rows++
  }

  reject(row: RejectedRow): void {
    this.rejected.push(row)
  }

  /** The batch so far; the builder goes on with an empty one. */
  take(): EventBatch {
    const { rows, columns } = this
    const batch: EventBatch = {
      rows,
      time: columns.time.slice(0, rows),
      user: columns.user.slice(0, rows),
      item: columns.item.slice(0, rows),
      type: columns.type.slice(0, rows),
      session: columns.session.slice(0, rows),
      price: columns.price.slice(0, rows),
      quantity: columns.quantity.slice(0, rows),
      attributes: this.attributes.map((attribute) => attribute.take(rows)),
      newNames: {
        users: this.users.takeNew(),
        items: this.items.takeNew(),
        types: this.types.takeNew(),
        sessions: this.sessions.takeNew(),
      },
      rejected: this.rejected,
    }
    this.rows = 0
    this.rejected = []
    return batch
  }
}

type Columns = ReturnType<typeof emptyColumns>

function emptyColumns(capacity: number) {
  return {
    time: new Float64Array(capacity),
    user: new Int32Array(capacity),
    item: new Int32Array(capacity),
    type: new Int32Array(capacity),
    session: new Int32Array(capacity),
    price: new Float64Array(capacity),
    quantity: new Float64Array(capacity),
  }
}

interface AttributeColumn {
  readonly plan: AttributePlan
  /** Reads the cell ('' where missing) of the event at hand. False where it does not fit the column's type. */
  set(cell: string): boolean
  addTo(fingerprint: RowFingerprint): void
  /** Stores what was set as the batch's row `row`. */
  keep(row: number): void
  take(rows: number): AttributeCells
}

class NumberAttribute implements AttributeColumn {
  readonly plan: AttributePlan
  private current = Number.NaN
  private readonly values: Float64Array

  constructor(plan: AttributePlan, capacity: number) {
    this.plan = plan
    this.values = new Float64Array(capacity)
  }

  set(cell: string): boolean {
    this.current = cell === '' || !this.plan.read ? Number.NaN : this.plan.read(cell)
    return cell === '' || !Number.isNaN(this.current)
  }

  addTo(fingerprint: RowFingerprint): void {
    fingerprint.addNumber(this.current)
  }

  keep(row: number): void {
    this.values[row] = this.current
  }

  take(rows: number): AttributeCells {
    return { name: this.plan.name, kind: 'number', values: this.values.slice(0, rows) }
  }
}

/** Texts by code into the batch's own levels, each hashed once a batch. */
class TextAttribute implements AttributeColumn {
  readonly plan: AttributePlan
  private current = -1
  private readonly codes: Int32Array
  private levels: string[] = []
  private hashes: number[] = []
  private codeOf = new Map<string, number>()

  constructor(plan: AttributePlan, capacity: number) {
    this.plan = plan
    this.codes = new Int32Array(capacity)
  }

  set(cell: string): boolean {
    if (cell === '') {
      this.current = -1
      return true
    }
    const known = this.codeOf.get(cell)
    if (known !== undefined) {
      this.current = known
      return true
    }
    const own = detached(cell)
    this.current = this.levels.length
    this.levels.push(own)
    this.codeOf.set(own, this.current)
    this.hashes.push(textHash(own, 1), textHash(own, 2))
    return true
  }

  addTo(fingerprint: RowFingerprint): void {
    fingerprint.addCode(this.current < 0 ? 0 : this.hashes[2 * this.current])
    fingerprint.addCode(this.current < 0 ? 0 : this.hashes[2 * this.current + 1])
  }

  keep(row: number): void {
    this.codes[row] = this.current
  }

  take(rows: number): AttributeCells {
    const cells: AttributeCells = {
      name: this.plan.name,
      kind: 'text',
      levels: this.levels,
      codes: this.codes.slice(0, rows),
    }
    this.levels = []
    this.hashes = []
    this.codeOf = new Map()
    return cells
  }
}
