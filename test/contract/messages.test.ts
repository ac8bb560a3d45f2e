import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as compiled from '../../messages/compiled/messages.js'
import { errorCatalogue } from '../../src-main/contract/errors.ts'

const locales = ['en', 'zh-CN'] as const
const areas = readdirSync('messages/en').filter((name) => name.endsWith('.json'))

const texts = Object.fromEntries(
  locales.map((locale) => [
    locale,
    Object.assign(
      {},
      ...areas.map((area) => JSON.parse(readFileSync(join('messages', locale, area), 'utf8')) as object),
    ) as Record<string, string>,
  ]),
)

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) return sources(path)
    return /\.(ts|svelte)$/.test(name) ? [readFileSync(path, 'utf8')] : []
  })
}

const placeholders = (text: string) =>
  [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]))].sort()

describe('messages', () => {
  test('are compiled, every one of them', () => {
    const keys = Object.keys(texts.en)
    expect(keys.length).toBeGreaterThan(50)
    expect(keys.filter((key) => !(key in compiled))).toEqual([])
  })

  test('settings name every file of messages', () => {
    const settings = JSON.parse(readFileSync('project.inlang/settings.json', 'utf8')) as {
      'plugin.inlang.messageFormat': { pathPattern: string[] }
    }
    const named = settings['plugin.inlang.messageFormat'].pathPattern.map((path) =>
      path.replace('./messages/{locale}/', ''),
    )
    expect(named.sort()).toEqual([...areas].sort())
  })

  test('exist in every language, with the same placeholders', () => {
    expect(Object.keys(texts['zh-CN']).sort()).toEqual(Object.keys(texts.en).sort())
    for (const [key, text] of Object.entries(texts.en)) {
      expect(placeholders(texts['zh-CN'][key]), key).toEqual(placeholders(text))
    }
  })

  test('are in no two files', () => {
    const seen = areas.flatMap((area) =>
      Object.keys(JSON.parse(readFileSync(join('messages/en', area), 'utf8')) as object),
    )
    expect(seen.filter((key, index) => seen.indexOf(key) !== index)).toEqual([])
  })

  test('are in Chinese where they are Chinese', () => {
    const latin = Object.entries(texts['zh-CN']).filter(([, text]) => !/[\u3400-\u9fff]/.test(text))
    // Names, formulas and units stay as they are.
    expect(
      latin.filter(([, text]) => /[a-z]{4,} [a-z]{2,} [a-z]{2,}/.test(text)).map(([key]) => key),
    ).toEqual([])
  })

  test('say what every error of the catalogue is and what to do, and name only its parameters', () => {
    for (const [code, parameters] of Object.entries(errorCatalogue)) {
      for (const locale of locales) {
        for (const key of [`error_${code}`, `error_${code}_hint`]) {
          const text = texts[locale][key]
          expect(text, `${key} in ${locale}`).toBeTruthy()
          expect(
            placeholders(text).filter((name) => !(parameters as readonly string[]).includes(name)),
            key,
          ).toEqual([])
        }
      }
    }
  })

  test('are all used', () => {
    const code = [...sources('src-main'), ...sources('src-renderer')].join('\n')
    const named = new Set(code.match(/\w+/g))
    const catalogued = new Set(
      Object.keys(errorCatalogue).flatMap((key) => [`error_${key}`, `error_${key}_hint`]),
    )
    const unused = Object.keys(texts.en).filter((key) => !catalogued.has(key) && !named.has(key))
    expect(unused).toEqual([])
  })
})
