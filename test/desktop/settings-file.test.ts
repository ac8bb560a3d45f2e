import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defaultSettings } from '../../src-main/contract/settings.ts'
import { parseSettings, readSettings, writeSettings } from '../../src-main/desktop/settings-file.ts'
import { localeOf, SettingsStore } from '../../src-main/desktop/settings-store.ts'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'settings-'))
  path = join(folder, 'settings.json')
})

afterEach(() => rmSync(folder, { recursive: true }))

const chosen = { ...defaultSettings, language: 'zh-CN', theme: 'dark', textSize: 150 } as const

describe('the settings file', () => {
  it('gives the defaults where there is none', () => {
    expect(readSettings(path)).toEqual(defaultSettings)
    expect(readdirSync(folder)).toEqual([])
  })

  it('gives back what was written, and leaves nothing else behind', () => {
    writeSettings(path, chosen)
    expect(readSettings(path)).toEqual(chosen)
    expect(readdirSync(folder)).toEqual(['settings.json'])
  })

  it.each(['{"theme": "dark"', '[]x', '{"textSize": 5}', '{"recentProjects": "none"}', 'null?'])(
    'is put aside where it cannot be understood: %s',
    (text) => {
      writeFileSync(path, text)
      expect(readSettings(path)).toEqual(defaultSettings)
      expect(existsSync(path)).toBe(false)
      expect(readFileSync(`${path}.unreadable`, 'utf8')).toBe(text)
    },
  )

  it('keeps what it knows of a file that an older or newer version wrote', () => {
    const settings = parseSettings('{"theme": "dark", "somethingNew": true}')
    expect(settings).toEqual({ ...defaultSettings, theme: 'dark' })
  })

  it('is the old file, whole, where writing the new one fails', () => {
    writeSettings(path, chosen)
    mkdirSync(`${path}.${process.pid}.partial`)
    expect(() => writeSettings(path, defaultSettings)).toThrow()
    expect(readSettings(path)).toEqual(chosen)
  })
})

describe('the settings of this machine', () => {
  it('hold what was chosen even where the file cannot be written', () => {
    const store = new SettingsStore(path, 'en')
    mkdirSync(`${path}.${process.pid}.partial`)
    store.change({ theme: 'dark' })
    expect(store.current.theme).toBe('dark')
  })

  it('tell every listener of a change', () => {
    const store = new SettingsStore(path, 'en')
    const heard: string[] = []
    store.onChange((settings) => heard.push(settings.theme))
    store.changeBy({ theme: 'light' })
    expect(heard).toEqual(['light'])
  })

  it.each([
    { window: defaultSettings.window },
    { theme: 'pink' },
    { textSize: 1000 },
    { unknown: 1 },
    'dark',
    null,
  ])('refuse what the window may not change: %j', (change) => {
    const store = new SettingsStore(path, 'en')
    expect(() => store.changeBy(change)).toThrow()
    expect(store.current).toEqual(defaultSettings)
  })

  it('list a project once, the latest first, and no more than twelve', () => {
    const store = new SettingsStore(path, 'en')
    for (let index = 0; index < 15; index++) {
      store.remember({ path: `/p${index}.antecedent`, name: `p${index}`, openedAt: index })
    }
    store.remember({ path: '/p9.antecedent', name: 'p9', openedAt: 99 })
    const names = new SettingsStore(path, 'en').current.recentProjects.map(({ name }) => name)
    expect(names).toEqual(['p9', 'p14', 'p13', 'p12', 'p11', 'p10', 'p8', 'p7', 'p6', 'p5', 'p4', 'p3'])
  })

  it('speak the chosen language, else the system’s', () => {
    const store = new SettingsStore(path, 'zh-CN')
    expect(store.locale).toBe('zh-CN')
    store.change({ language: 'en' })
    expect(store.locale).toBe('en')
  })

  it.each([
    [['zh-Hans-CN', 'en'], 'zh-CN'],
    [['zh-TW'], 'zh-CN'],
    [['fr-FR', 'zh-CN', 'en-GB'], 'zh-CN'],
    [['en-GB', 'zh-CN'], 'en'],
    [['fr-FR'], 'en'],
    [[], 'en'],
  ] as const)(
    'take the first of the system’s languages that the product speaks: %j',
    (preferences, locale) => {
      expect(localeOf(preferences)).toBe(locale)
    },
  )
})
