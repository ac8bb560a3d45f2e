import type { RejectedReason } from '../contract/data.ts'
import { words } from '../contract/words.ts'
import { cellOf } from './cells.ts'
import type { EventBatchBuilder, EventCells } from './event-batch-builder.ts'
import type { EventColumnsPlan, Place } from './event-columns-plan.ts'
import type { CellDamage, RecordFault, RowRecord } from './formats/file-format.ts'
import { shown } from './inspect-file.ts'
import { RowFingerprint } from './row-fingerprint.ts'
import { LastTimes, SeenRows } from './row-memory.ts'

/** Why a row was not accepted: the codes of the error catalogue that a row can have. */
type RejectionCode =
  | RecordFault
  | CellDamage
  | 'INGEST_USER_MISSING'
  | 'INGEST_TYPE_MISSING'
  | 'INGEST_TIME_MISSING'
  | 'INGEST_TIME_UNREADABLE'
  | 'INGEST_PRICE_UNREADABLE'
  | 'INGEST_QUANTITY_UNREADABLE'
  | 'INGEST_ATTRIBUTE_UNREADABLE'

interface Refusal {
  readonly code: RejectionCode
  readonly place: Place
}

const repeatWithin = 1_000_000

/** Only this many rejected rows are kept with their cells; all are counted. */
const keptRejections = 1_000_000

/** Turns records into events one after the other, and counts what it meets. */
export class EventReader {
  rows = 0
  accepted = 0
  rejected = 0
  exactDuplicates = 0
  repeatedClicks = 0
  from = Number.POSITIVE_INFINITY
  to = Number.NEGATIVE_INFINITY
  readonly typeCounts: number[] = []

  private readonly plan: EventColumnsPlan
  private readonly builder: EventBatchBuilder
  /** Places of the cells that become names. */
  private readonly names: readonly Place[]
  private readonly reasons = new Map<RejectionCode, number>()
  private readonly seen = new SeenRows()
  private readonly lastClick = new LastTimes()
  private readonly fingerprint = new RowFingerprint()
  private readonly event: EventCells = {
    time: 0,
    user: 0,
    item: 0,
    type: 0,
    session: 0,
    price: 0,
    quantity: 0,
  }

  private readonly duplicates: 'keep' | 'drop'

  constructor(plan: EventColumnsPlan, builder: EventBatchBuilder, duplicates: 'keep' | 'drop') {
    this.plan = plan
    this.builder = builder
    this.duplicates = duplicates
    this.names = [plan.user, plan.type, plan.item, plan.session].filter((place) => place >= 0)
  }

  /** Accepts, rejects or drops the record at hand. */
  read(record: RowRecord): void {
    this.rows++
    const refusal = this.readCells(record)
    if (refusal) this.reject(record, refusal)
    else if (this.isExactDuplicate()) {
      this.exactDuplicates++
      if (this.duplicates === 'keep') this.accept(true)
    } else this.accept(false)
  }

  /** Reads the record into `event`, or says why it cannot be one. */
  private readCells(record: RowRecord): Refusal | null {
    const fault = record.fault()
    if (fault !== null) return { code: fault, place: -1 }
    const { plan, event, builder } = this
    const { fields } = record

    const user = cellOf(fields, plan.user)
    if (user === '') return { code: 'INGEST_USER_MISSING', place: plan.user }
    const time = cellOf(fields, plan.time)
    if (time === '') return { code: 'INGEST_TIME_MISSING', place: plan.time }
    event.time = plan.readTime(plan.timeOfDay < 0 ? time : momentOf(time, cellOf(fields, plan.timeOfDay)))
    if (Number.isNaN(event.time)) return { code: 'INGEST_TIME_UNREADABLE', place: plan.time }
    const written = cellOf(fields, plan.type)

    const unreadable = this.readNumbers(fields) ?? (record.damaged ? this.damagedName(record) : null)
    if (unreadable) return unreadable

    const type =
      written === '' ? (event.quantity < 0 ? (plan.returnName ?? plan.typeName) : plan.typeName) : written
    if (type === null) return { code: 'INGEST_TYPE_MISSING', place: plan.type }
    const item = cellOf(fields, plan.item)
    const session = cellOf(fields, plan.session)
    event.user = builder.users.codeOf(user)
    event.type = builder.types.codeOf(type)
    event.item = item === '' ? -1 : builder.items.codeOf(item)
    event.session = session === '' ? -1 : builder.sessions.codeOf(session)
    return null
  }

  private readNumbers(fields: readonly string[]): Refusal | null {
    const { plan, event, builder } = this
    const price = cellOf(fields, plan.price)
    event.price = price === '' ? Number.NaN : plan.readNumber(price)
    if (price !== '' && Number.isNaN(event.price))
      return { code: 'INGEST_PRICE_UNREADABLE', place: plan.price }
    const quantity = cellOf(fields, plan.quantity)
    event.quantity = quantity === '' ? Number.NaN : plan.readNumber(quantity)
    if (quantity !== '' && Number.isNaN(event.quantity)) {
      return { code: 'INGEST_QUANTITY_UNREADABLE', place: plan.quantity }
    }
    for (const attribute of builder.attributes) {
      const { place } = attribute.plan
      if (!attribute.set(cellOf(fields, place))) return { code: 'INGEST_ATTRIBUTE_UNREADABLE', place }
    }
    return null
  }

  private damagedName(record: RowRecord): Refusal | null {
    for (const place of this.names) {
      const code = record.damageAt(place)
      if (code) return { code, place }
    }
    return null
  }

  reasonsByCount(): RejectedReason[] {
    return [...this.reasons]
      .sort((a, b) => b[1] - a[1])
      .map(([code, count]) => ({ code, count, reason: words(`error_${code}`) }))
  }

  private accept(isDuplicate: boolean): void {
    const { event } = this
    this.accepted++
    this.typeCounts[event.type] = (this.typeCounts[event.type] ?? 0) + 1
    if (event.time < this.from) this.from = event.time
    if (event.time > this.to) this.to = event.time
    if (!isDuplicate && this.isRepeatedClick()) this.repeatedClicks++
    this.builder.add(event)
  }

  private isExactDuplicate(): boolean {
    const { event, fingerprint } = this
    fingerprint.start()
    fingerprint.addNumber(event.time)
    fingerprint.addCode(event.user)
    fingerprint.addCode(event.type)
    fingerprint.addCode(event.item)
    fingerprint.addCode(event.session)
    fingerprint.addNumber(event.price)
    fingerprint.addNumber(event.quantity)
    for (const attribute of this.builder.attributes) attribute.addTo(fingerprint)
    return !this.seen.add(fingerprint.high, fingerprint.low)
  }

  private isRepeatedClick(): boolean {
    const { event, fingerprint } = this
    fingerprint.start()
    fingerprint.addCode(event.user)
    fingerprint.addCode(event.type)
    fingerprint.addCode(event.item)
    const before = this.lastClick.exchange(fingerprint.high, fingerprint.low, event.time)
    return Math.abs(event.time - before) <= repeatWithin
  }

  private reject(record: RowRecord, { code, place }: Refusal): void {
    this.rejected++
    this.reasons.set(code, (this.reasons.get(code) ?? 0) + 1)
    if (this.rejected > keptRejections) return
    const column = place < 0 ? '' : this.plan.names[place]
    const value = shown(place < 0 ? record.raw() : record.fields[place])
    this.builder.reject({ line: record.line, column, value, code, reason: words(`error_${code}`) })
  }
}

/** A day and a time of day from two cells, as one. */
function momentOf(day: string, clock: string): string {
  if (clock === '') return day
  return `${day.endsWith('00:00:00') ? day.slice(0, -9) : day} ${clock}`
}
