import { fail } from '../../../contract/errors.ts'
import type { Monitor } from '../../../contract/monitor.ts'
import { damageOf } from '../../cells.ts'
import type { ByteSource } from '../../file-bytes.ts'
import type { CellDamage, RecordFault, RowPass, RowRecord } from '../file-format.ts'
import { longestRecord } from '../text/record-scanner.ts'
import { textChunks } from '../text/text-chunks.ts'
import { cellOfValue, flattened, objectOf } from './json-cells.ts'

/** Rows of JSON Lines: an object a line, its members the cells, those of objects within it under their path. Memory holds a chunk and the longest line. */
export class JsonRows implements RowPass, RowRecord {
  readonly record: RowRecord = this
  readonly fields: string[]
  line = 0
  damaged = false
  private readonly source: ByteSource
  private readonly names: readonly string[]
  private text = ''
  private position = 0
  private ended = false
  private current = ''
  private broken = false

  constructor(source: ByteSource, names: readonly string[]) {
    this.source = source
    this.names = names
    this.fields = names.map(() => '')
  }

  async *pieces(monitor: Monitor): AsyncGenerator<void, void, undefined> {
    for await (const text of textChunks(this.source.chunks(monitor), 'utf-8')) {
      this.text = this.text.slice(this.position) + text
      this.position = 0
      this.damaged = this.text.includes('\ufffd') || this.text.includes('\\u0000')
      yield
      if (this.text.length - this.position > longestRecord) {
        throw fail('INGEST_LINE_TOO_LONG', { line: this.line + 1, limit: longestRecord })
      }
    }
    this.ended = true
    yield
  }

  next(): boolean {
    while (this.position < this.text.length) {
      const end = this.text.indexOf('\n', this.position)
      if (end < 0 && !this.ended) return false
      this.current = this.text.slice(this.position, end < 0 ? undefined : end)
      this.position = end < 0 ? this.text.length : end + 1
      this.line++
      if (this.current.trim() === '') continue
      this.take()
      return true
    }
    return false
  }

  private take(): void {
    const object = objectOf(this.current)
    this.broken = object === null
    if (object === null) return
    const { names, fields } = this
    const flat = flattened(object)
    for (let place = 0; place < names.length; place++) fields[place] = cellOfValue(flat[names[place]])
  }

  get count(): number {
    return this.broken ? 0 : this.names.length
  }

  fault(): RecordFault | null {
    return this.broken ? 'INGEST_JSON_UNREADABLE' : null
  }

  damageAt(place: number): CellDamage | null {
    return damageOf(this.fields[place])
  }

  raw(): string {
    return this.current.trimEnd()
  }

  hash(): string {
    return this.source.hash()
  }

  close(): Promise<void> {
    return this.source.close()
  }
}
