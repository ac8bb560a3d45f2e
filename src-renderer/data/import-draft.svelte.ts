import type { ColumnType, Dialect, EventMapping, FileLayout } from '../../src-main/contract/data.ts'
import type { Response } from '../../src-main/contract/methods.ts'
import { request } from '../state/engine.ts'
import { fileName } from '../state/format.ts'
import { TableCheck } from './table-check.svelte.ts'
import { guessedTableRoles, type TableRole, tableMapping } from './table-roles.ts'

export type Inspection = Response<'data.inspect'>

export const singleRoles = [
  'user',
  'time',
  'timeOfDay',
  'item',
  'type',
  'session',
  'price',
  'quantity',
] as const
export type SingleRole = (typeof singleRoles)[number]
export type Role = SingleRole | 'attribute' | 'none'

/** What the analyst has decided so far about a file to import. The file is looked at again with every decision. */
export class ImportDraft {
  readonly path: string
  name = $state('')
  dropDuplicates = $state(false)
  dialect = $state.raw<Dialect>({})
  types = $state.raw<Readonly<Record<string, ColumnType>>>({})
  /** What a row is; null while the engine's guess stands. */
  layoutChosen = $state.raw<FileLayout | null>(null)
  /** Parts of columns where rows are events. */
  roles = $state.raw<Readonly<Record<string, Role>>>({})
  /** What rows of events are where no column says; the second where their quantity is negative. */
  typeName = $state('')
  returnName = $state('')
  /** Parts of columns where rows are units. */
  tableRoles = $state.raw<Readonly<Record<string, TableRole>>>({})
  inspection = $state.raw<Inspection | null>(null)
  looking = $state(false)
  readonly tableCheck = new TableCheck()
  #turn = 0
  /** What the file was last looked at with, as the preview shows. */
  #seen: Pick<ImportDraft, 'dialect' | 'types' | 'layoutChosen'> = {
    dialect: {},
    types: {},
    layoutChosen: null,
  }

  constructor(path: string) {
    this.path = path
    this.name = fileName(path).replace(/(\.(csv|tsv|txt|parquet|xlsx|jsonl|ndjson))?(\.(gz|zip))?$/i, '')
  }

  /**
   * Looks at the file with the present decisions. An older look never wins. Throws what the engine answers where it refuses the
   * latest, and the decisions that the preview shows stand again: what is previewed is what is imported.
   */
  async look(): Promise<void> {
    this.#turn += 1
    const turn = this.#turn
    const { dialect, types, layoutChosen } = this
    this.looking = true
    try {
      const found = await request('data.inspect', {
        path: this.path,
        dialect,
        types,
        ...(layoutChosen === null ? {} : { layout: layoutChosen }),
      })
      if (turn !== this.#turn) return
      this.#seen = { dialect, types, layoutChosen }
      const sameColumns =
        this.inspection?.columns.map((column) => column.name).join('\n') ===
        found.columns.map((column) => column.name).join('\n')
      this.inspection = found
      if (sameColumns) return
      this.roles = guessedRoles(found)
      this.typeName = found.mapping.typeName ?? ''
      this.returnName = found.mapping.returnName ?? ''
      this.tableRoles = guessedTableRoles(found)
    } catch (error) {
      if (turn !== this.#turn) return
      Object.assign(this, this.#seen)
      throw error
    } finally {
      if (turn === this.#turn) this.looking = false
    }
  }

  get layout(): FileLayout {
    return this.layoutChosen ?? this.inspection?.layout ?? 'events'
  }

  setLayout(layout: FileLayout): Promise<void> {
    this.layoutChosen = layout
    return this.look()
  }

  setDialect(change: Dialect): Promise<void> {
    this.dialect = { ...this.dialect, ...change }
    return this.look()
  }

  /** Another sheet is another table: what was decided about the columns of the one before is let go. */
  setSheet(sheet: string): Promise<void> {
    const { header: _header, ...dialect } = this.dialect
    this.dialect = { ...dialect, sheet }
    this.types = {}
    return this.look()
  }

  setTypes(columns: readonly string[], type: ColumnType): Promise<void> {
    const chosen = Object.fromEntries(columns.map((column) => [column, type]))
    this.types = { ...this.types, ...chosen }
    return this.look()
  }

  /** A part that only one column can play is taken from the one that had it. */
  setRoles(columns: readonly string[], role: Role): void {
    const single = role !== 'attribute' && role !== 'none'
    const roles = { ...this.roles }
    if (single) for (const column of Object.keys(roles)) if (roles[column] === role) roles[column] = 'none'
    for (const column of single ? columns.slice(0, 1) : columns) roles[column] = role
    this.roles = roles
  }

  columnOf(role: SingleRole): string | undefined {
    return Object.keys(this.roles).find((column) => this.roles[column] === role)
  }

  /** What the engine is asked where rows are units; null while no column is the treatment or none the outcome. */
  get table() {
    const mapping = tableMapping(this.tableRoles)
    if (mapping === null) return null
    return { path: this.path, dialect: this.dialect, types: this.types, ...mapping }
  }

  /** Null while no column says who and when. */
  get mapping(): EventMapping | null {
    const user = this.columnOf('user')
    const time = this.columnOf('time')
    if (user === undefined || time === undefined) return null
    const rest = singleRoles
      .filter((role) => role !== 'user' && role !== 'time')
      .flatMap((role) => {
        const column = this.columnOf(role)
        return column === undefined ? [] : [[role, column] as const]
      })
    const attributes = Object.keys(this.roles).filter((column) => this.roles[column] === 'attribute')
    return { user, time, ...Object.fromEntries(rest), ...this.#rowNames(), attributes }
  }

  /** Whether rows are left of which no cell says what they are. */
  get namesRows(): boolean {
    const type = this.columnOf('type')
    const column = this.inspection?.columns.find(({ name }) => name === type)
    return this.layout === 'events' && (column === undefined || column.missing > 0)
  }

  #rowNames(): Pick<EventMapping, 'typeName' | 'returnName'> {
    const [typeName, returnName] = [this.typeName.trim(), this.returnName.trim()]
    if (!this.namesRows) return {}
    return {
      ...(typeName === '' ? {} : { typeName }),
      ...(returnName === '' || this.columnOf('quantity') === undefined ? {} : { returnName }),
    }
  }
}

function guessedRoles(inspection: Inspection): Record<string, Role> {
  const { attributes = [], ...single } = inspection.mapping
  const roles: Record<string, Role> = {}
  for (const column of inspection.columns)
    roles[column.name] = attributes.includes(column.name) ? 'attribute' : 'none'
  for (const role of singleRoles) {
    const column = single[role]
    if (column !== undefined) roles[column] = role
  }
  return roles
}
