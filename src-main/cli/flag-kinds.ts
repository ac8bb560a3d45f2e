import { type MethodName, methods } from '../contract/methods.ts'
import type { MessageKey } from '../contract/words.ts'

/** As much of a schema as the command line reads. */
export interface LooseSchema {
  readonly type: string
  readonly default?: unknown
  readonly wrapped?: LooseSchema
  readonly entries?: Readonly<Record<string, LooseSchema>>
  readonly options?: readonly unknown[]
  /** Of a list: what it holds. */
  readonly item?: LooseSchema
}

/** One flag of a method. */
export interface FlagKind {
  readonly name: string
  readonly required: boolean
  /** Values to choose from, where only these are taken. */
  readonly choices: readonly string[]
  /** What a value is, where it is no choice. */
  readonly value: MessageKey
  /** Undefined where nothing stands in for it. */
  readonly fallback: unknown
}

/** The parameters of a method by their schema; of a choice between several forms, those of all. */
export function entriesOf(method: MethodName): Readonly<Record<string, LooseSchema>> {
  const { entries, options } = methods[method].params as unknown as LooseSchema
  if (entries !== undefined) return entries
  return Object.assign({}, ...((options ?? []) as readonly LooseSchema[]).map((option) => option.entries))
}

/** What of the parameters the method does not have: it would be left aside unseen. */
export function unknownParameters(method: MethodName, params: unknown): readonly string[] {
  if (params === null || typeof params !== 'object' || Array.isArray(params)) return []
  const entries = entriesOf(method)
  return Object.keys(params).filter((name) => !Object.hasOwn(entries, name))
}

/** The flags of a method, those that are needed first. */
export function flagKinds(method: MethodName): readonly FlagKind[] {
  const flags = Object.entries(entriesOf(method)).map(([name, schema]) => flagKind(name, schema))
  return [...flags.filter((flag) => flag.required), ...flags.filter((flag) => !flag.required)]
}

/** The schema that a value must meet, whether or not it may be left out. */
export function unwrap(schema: LooseSchema | undefined): LooseSchema | undefined {
  let inner = schema
  while (inner?.wrapped !== undefined) inner = inner.wrapped
  return inner
}

function flagKind(name: string, schema: LooseSchema): FlagKind {
  const inner = unwrap(schema)
  return {
    name,
    required: schema.type !== 'optional',
    choices: inner?.type === 'picklist' ? (inner.options ?? []).map(String) : [],
    value: kindOfValue(name, inner),
    fallback: schema.default,
  }
}

function kindOfValue(name: string, schema: LooseSchema | undefined): MessageKey {
  if (schema?.type === 'number') return 'usage_flag_number'
  if (schema?.type === 'string' || schema?.type === 'picklist') return 'usage_flag_text'
  if (schema?.type === 'array') return 'usage_flag_list'
  if (name === 'graph') return 'usage_flag_graph'
  if (name === 'table' || name === 'itemVectors') return 'usage_flag_table'
  if (schema?.type !== 'union') return 'usage_flag_json'
  const types = (schema.options as readonly LooseSchema[]).map((option) => unwrap(option)?.type)
  if (types.includes('array')) return 'usage_flag_list'
  return types.includes('string') ? 'usage_flag_text' : 'usage_flag_json'
}
