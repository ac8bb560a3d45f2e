import type { Locale } from '../contract/messages.ts'
import { type MethodName, methods } from '../contract/methods.ts'
import { say } from '../engine/render.ts'
import { descriptions } from './descriptions.ts'
import { type FlagKind, flagKinds } from './flag-kinds.ts'
import { padded, widthOf, wrapped } from './text-width.ts'

/** Columns of a line of help. */
const page = 100

/** How the command line is used: every place and verb with what it is for, or those of one place. */
export function usage(place: string | undefined, locale: Locale): string {
  const names = methodNames().filter((name) => place === undefined || name.startsWith(`${place}.`))
  const width = Math.max(...names.map((name) => spelt(name).length))
  const lines = names.map((name) => `  ${spelt(name).padEnd(width)}  ${described(name, locale)}`)
  return [
    say({ words: 'usage_introduction' }, locale),
    lines.join('\n'),
    say({ words: 'usage_more' }, locale),
  ].join('\n\n')
}

/** One method: what it is for and its flags, those that are needed first. */
export function usageOf(method: MethodName, locale: Locale): string {
  const flags = flagKinds(method)
  const spellings = flags.map((flag) => spelling(flag, locale))
  const width = Math.max(0, ...spellings.map(widthOf))
  const lines = flags.flatMap((flag, f) => {
    const [first = '', ...more] = wrapped(noteOf(flag, locale), page - width - 4)
    const indent = ' '.repeat(width + 4)
    return [`  ${padded(spellings[f], width)}  ${first}`.trimEnd(), ...more.map((line) => indent + line)]
  })
  const heading = `antecedent ${spelt(method)}   ${described(method, locale)}`
  return lines.length === 0 ? heading : `${heading}\n\n${lines.join('\n')}`
}

/** Whether any method is of this place. */
export function isPlace(place: string): boolean {
  return methodNames().some((name) => name.startsWith(`${place}.`))
}

function methodNames(): readonly MethodName[] {
  return Object.keys(methods) as MethodName[]
}

function spelt(method: MethodName): string {
  const [place, verb] = method.split('.')
  return `${place} ${hyphenated(verb)}`
}

function described(method: MethodName, locale: Locale): string {
  return say({ words: descriptions[method] }, locale)
}

function spelling(flag: FlagKind, locale: Locale): string {
  const name = `--${hyphenated(flag.name)}`
  return flag.fallback === false ? name : `${name} <${say({ words: flag.value }, locale)}>`
}

function noteOf(flag: FlagKind, locale: Locale): string {
  const { required, choices, fallback } = flag
  const parts: string[] = []
  if (required) parts.push(say({ words: 'usage_required' }, locale))
  if (choices.length > 0) parts.push(choices.join(', '))
  const value = plain(fallback)
  if (value !== null) parts.push(say({ words: 'usage_default', with: { value } }, locale))
  return parts.join('; ')
}

/** A default worth telling; null for one that says nothing. */
function plain(fallback: unknown): string | null {
  if (typeof fallback === 'string' || typeof fallback === 'number' || fallback === true)
    return String(fallback)
  if (!Array.isArray(fallback) || fallback.length === 0) return null
  return fallback.join(',')
}

/** `adjustFor` as a flag is spelt: `adjust-for`. */
export function hyphenated(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
