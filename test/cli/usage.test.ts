import { describe, expect, test } from 'vitest'
import { flagKinds } from '../../src-main/cli/flag-kinds.ts'
import { padded, widthOf, wrapped } from '../../src-main/cli/text-width.ts'
import { usage, usageOf } from '../../src-main/cli/usage.ts'
import { type MethodName, methods } from '../../src-main/contract/methods.ts'

describe('help', () => {
  test('names every method with what it is for, in both languages', () => {
    for (const locale of ['en', 'zh-CN'] as const) {
      const lines = usage(undefined, locale)
        .split('\n')
        .filter((line) => /^ {2}[a-z]+ [a-z-]+ {2,}\S/.test(line))
      expect(lines).toHaveLength(Object.keys(methods).length)
    }
  })

  test('of a place names its methods only', () => {
    const text = usage('verify', 'en')
    expect(text).toContain('verify run')
    expect(text).not.toContain('graph identify')
  })

  test('of a verb shows every flag, whether it is needed, what it may be and what stands in for it', () => {
    const text = usageOf('effects.estimate', 'en')
    expect(text).toMatch(/--treatment <text> +needed\n/)
    expect(text).toMatch(/--target <text> +ate, att, atc; default ate\n/)
    expect(text).toMatch(/--alpha <number> +default 0\.05\n/)
    expect(text).toMatch(/--overlap-weights *\n/)
    expect(text).toMatch(/--table <table file or JSON> +needed\n/)
    for (const name of Object.keys(methods) as MethodName[]) {
      const help = usageOf(name, 'zh-CN')
      expect(help.match(/^ {2}--/gm) ?? [], name).toHaveLength(flagKinds(name).length)
    }
  })

  test('has lines that fit a terminal', () => {
    const lines = usageOf('effects.heterogeneity', 'en').split('\n').slice(1)
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(100)
  })
})

describe('text', () => {
  test('is as wide as a terminal draws it', () => {
    expect(widthOf('graph 图')).toBe(8)
    expect(padded('图', 4)).toBe('图  ')
  })

  test('is broken at spaces, and a long word stands alone', () => {
    expect(wrapped('one two three', 7)).toEqual(['one two', 'three'])
    expect(wrapped('incomprehensibilities a b', 5)).toEqual(['incomprehensibilities', 'a b'])
  })
})
