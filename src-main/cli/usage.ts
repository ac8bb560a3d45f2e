import type { Locale } from '../contract/messages.ts'
import { methods } from '../contract/methods.ts'
import { say } from '../engine/render.ts'

interface LooseSchema {
  readonly type: string
  readonly entries?: Readonly<Record<string, LooseSchema>>
}

/** How the command line is used; of one place, every method with its flags. A flag in brackets may be left out. */
export function usage(place: string | undefined, locale: Locale): string {
  const names = Object.keys(methods).filter((name) => place === undefined || name.startsWith(`${place}.`))
  const lines = names.map((name) => {
    const [area, verb] = name.split('.')
    if (place === undefined) return `  ${area} ${hyphenated(verb)}`
    const entries = (methods[name as keyof typeof methods].params as unknown as LooseSchema).entries ?? {}
    const flags = Object.entries(entries).map(([flag, schema]) => {
      const spelt = `--${hyphenated(flag)}`
      return schema.type === 'optional' ? `[${spelt}]` : spelt
    })
    return `  antecedent ${area} ${hyphenated(verb)} ${flags.join(' ')}`
  })
  return `${say({ words: 'usage_introduction' }, locale)}\n\n${lines.join('\n')}\n\n${say({ words: 'usage_more' }, locale)}`
}

function hyphenated(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
