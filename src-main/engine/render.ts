import * as compiled from '../../messages/compiled/messages.js'
import { AntecedentError, type ErrorCode, fail } from '../contract/errors.ts'
import type { ErrorMessage, Locale } from '../contract/messages.ts'
import type { MessageKey, Rendered, Words } from '../contract/words.ts'
import { keptPValue } from '../effects/readable.ts'

type Sentence = (parameters: object, options: { locale: Locale }) => string

/** A sentence in a language, words among its parameters included. */
export function say(words: Words, locale: Locale): string {
  const sentence = compiled[words.words as MessageKey] as Sentence | undefined
  if (sentence === undefined) throw fail('INTERNAL', { detail: `no message called ${words.words}` })
  return sentence(legible(words.with ?? {}, locale), { locale })
}

type Plain = Readonly<Record<string, string | number>>

/** Parameters whose whole numbers are names – a year, a line of a file, a level – and stay as they are. */
const names = new Set(
  'arm code control cutoff id index known level line opset period pid row seed stratum value version'.split(
    ' ',
  ),
)

/** Fractions with as many digits as a sentence bears, counts with the separators of the language. */
function legible(parameters: NonNullable<Words['with']>, locale: Locale): Plain {
  const shown = (name: string, value: string | number | Words) => {
    if (typeof value === 'object') return say(value, locale)
    if (name === 'p') return keptPValue(value)
    if (typeof value === 'string') return value
    if (Number.isInteger(value) && (names.has(name) || Math.abs(value) < 1000)) return value
    const digits = Number.isInteger(value) ? {} : { maximumSignificantDigits: 4 }
    return value.toLocaleString(locale, digits).replace('-', '−')
  }
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, shown(name, value)]))
}

/** Everything that crosses the border in the language of whoever asked: `Words` become sentences, the rest stays. */
export function render<T>(value: T, locale: Locale): Rendered<T> {
  return renderValue(value, locale) as Rendered<T>
}

function renderValue(value: unknown, locale: Locale): unknown {
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return value
  if (Array.isArray(value)) {
    if (value.length > 0 && typeof value[0] === 'number') return value
    return value.map((item) => renderValue(item, locale))
  }
  if (isWords(value)) return say(value, locale)
  const rendered: Record<string, unknown> = {}
  for (const key of Object.keys(value))
    rendered[key] = renderValue((value as Record<string, unknown>)[key], locale)
  return rendered
}

function isWords(value: object): value is Words {
  return 'words' in value && typeof value.words === 'string' && value.words in compiled
}

/** An error as a client sees it: what happened and what to do, never a stack trace. */
export function describeError(error: unknown, locale: Locale): ErrorMessage {
  const known = error instanceof AntecedentError ? error : fail('INTERNAL', { detail: detailOf(error) })
  return {
    code: known.code,
    message: say({ words: `error_${known.code}` as MessageKey, with: known.parameters }, locale),
    hint: say({ words: `error_${known.code}_hint` as MessageKey, with: known.parameters }, locale),
    parameters: render(known.parameters, locale) as Plain,
  }
}

function detailOf(error: unknown): string {
  if (error instanceof Error) return error.message || error.name
  return typeof error === 'string' ? error : 'unknown'
}

/** An error on its way between threads, and back. */
export interface PlainError {
  readonly code: ErrorCode
  readonly parameters: AntecedentError['parameters']
  /** For the report that the user can save; never shown. */
  readonly stack?: string
}

export function toPlainError(error: unknown): PlainError {
  if (error instanceof AntecedentError) return { code: error.code, parameters: error.parameters }
  const stack = error instanceof Error ? error.stack : undefined
  return { code: 'INTERNAL', parameters: { detail: detailOf(error) }, stack }
}

export function fromPlainError(error: PlainError): AntecedentError {
  const thrown = new AntecedentError(error.code, error.parameters)
  if (error.stack !== undefined) thrown.stack = error.stack
  return thrown
}
