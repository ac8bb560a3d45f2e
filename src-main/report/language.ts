import * as compiled from '../../messages/compiled/messages.js'
import { fail } from '../contract/errors.ts'
import type { Locale } from '../contract/messages.ts'
import { type MessageKey, type Words, words } from '../contract/words.ts'
import { keptPValue } from '../effects/readable.ts'

type Parameters = Readonly<Record<string, string | number>>
type Sentence = (parameters: object, options: { locale: Locale }) => string

/** Everything a document needs to speak one language. */
export interface Language {
  readonly locale: Locale
  /** A message, its parameters as they are. */
  text(key: MessageKey, parameters?: Parameters): string
  /** Words that a result carries; their numbers in the language's own notation. */
  say(sentence: Words): string
  /** A whole number with its groups: 20,000. */
  count(value: number): string
  /** Significant digits, three where left out. */
  number(value: number, digits?: number): string
  /** A number with this many decimals, a true minus sign before it where it is below zero. */
  fixed(value: number, decimals: number): string
  /** A share as a percentage, one decimal at most; what would round to nothing is "< 0.1%". */
  percent(share: number): string
  /** Microseconds UTC as a day and a time. */
  moment(time: number): string
  day(time: number): string
  /** "0.0004" or "< 0.0001". */
  pValue(value: number): string
  /** After the letter p in a sentence: "= 0.0004" or "< 0.0001". */
  pInWords(value: number): string
}

export function languageOf(locale: Locale): Language {
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
  const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })
  const date = { timeZone: 'UTC', dateStyle: 'medium' } as const
  const days = new Intl.DateTimeFormat(locale, date)
  const moments = new Intl.DateTimeFormat(locale, { ...date, timeStyle: 'short', hourCycle: 'h23' })
  const minus = (text: string) => text.replace('-', '−')
  const number = (value: number, digits = 3) =>
    minus(new Intl.NumberFormat(locale, { maximumSignificantDigits: digits }).format(value))
  const text = (key: MessageKey, parameters: Parameters = {}) => {
    const sentence = compiled[key] as Sentence | undefined
    if (sentence === undefined) throw fail('INTERNAL', { detail: `no message called ${key}` })
    return sentence(parameters, { locale })
  }
  const say = ({ words: key, with: parameters = {} }: Words): string => {
    const shown = (value: string | number | Words, name: string) => {
      if (typeof value === 'object') return say(value)
      if (name === 'p') return keptPValue(value)
      return typeof value === 'number' ? number(value, 6) : value
    }
    return text(
      key,
      Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, shown(value, name)])),
    )
  }
  const pValue = (value: number) => (value < 0.0001 ? '< 0.0001' : number(value, 2))
  return {
    locale,
    text,
    say,
    count: (value) => minus(whole.format(value)),
    number,
    fixed: (value, decimals) =>
      minus(
        new Intl.NumberFormat(locale, {
          minimumFractionDigits: decimals,
          maximumFractionDigits: decimals,
          signDisplay: 'negative',
        }).format(value),
      ),
    percent: (value) =>
      value > 0 && value < 0.001 ? `< ${share.format(0.001)}` : minus(share.format(value)),
    moment: (time) => `${moments.format(time / 1000)} UTC`,
    day: (time) => days.format(time / 1000),
    pValue,
    pInWords: (value) => (value < 0.0001 ? pValue(value) : `= ${pValue(value)}`),
  }
}

/** Words of a name that the catalogue knows, else the name itself. */
export function named(language: Language, known: Readonly<Record<string, MessageKey>>, name: string): string {
  const key = known[name]
  return key === undefined ? name : language.say(words(key))
}
