import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import { windowCommands } from '../../src-main/contract/bridge.ts'
import { type Locale, locales } from '../../src-main/contract/messages.ts'
import { defaultSettings, type Settings } from '../../src-main/contract/settings.ts'
import { menuTemplate } from '../../src-main/desktop/menu-template.ts'

type Item = MenuItemConstructorOptions

const noSteps = { undo: null, redo: null }
const idle = { command: () => undefined, change: () => undefined, quit: () => undefined }

function everyItem(items: readonly Item[]): Item[] {
  return items.flatMap((item) => [item, ...everyItem((item.submenu as Item[] | undefined) ?? [])])
}

const menuIn = (locale: Locale, settings: Settings = defaultSettings) =>
  everyItem(menuTemplate(settings, locale, false, noSteps, idle))

describe.each(locales)('the menu in %s', (locale) => {
  it('says what undo would take back and redo would do again', () => {
    const items = everyItem(
      menuTemplate(defaultSettings, locale, false, { undo: 'rename price', redo: 'delete coupons' }, idle),
    )
    const labelOf = (id: string) => items.find((each) => each.id === id)?.label
    expect(labelOf('undo')).toContain('rename price')
    expect(labelOf('redo')).toContain('delete coupons')
    expect(menuIn(locale).find((each) => each.id === 'undo')?.label).not.toContain('rename')
  })

  it('has a label on every item', () => {
    const unnamed = menuIn(locale).filter((item) => item.type !== 'separator' && !item.label)
    expect(unnamed).toEqual([])
  })

  it('asks the window for each of its commands, once', () => {
    const asked: string[] = []
    const items = everyItem(
      menuTemplate(defaultSettings, locale, false, noSteps, { ...idle, command: (id) => asked.push(id) }),
    )
    for (const id of windowCommands) {
      const item = items.filter((each) => each.id === id)
      expect(item).toHaveLength(1)
      item[0]!.click!(null as never, undefined, null as never)
    }
    expect(asked).toEqual([...windowCommands])
  })

  it('gives no two items the same keys', () => {
    const keys = menuIn(locale).flatMap((item) => item.accelerator ?? [])
    expect(new Set(keys).size).toBe(keys.length)
  })
})

describe('the menu', () => {
  it('says the same in two languages', () => {
    const labels = locales.map((locale) => menuIn(locale).map((item) => item.label))
    const translated = labels[0]!.filter((label, index) => label !== labels[1]![index])
    expect(labels[0]).toHaveLength(labels[1]!.length)
    expect(translated.length).toBeGreaterThan(25)
  })

  it('shows what is chosen', () => {
    const settings = { ...defaultSettings, theme: 'dark', textSize: 150 } as const
    const checked = menuIn('zh-CN', settings).filter((item) => item.checked)
    expect(checked.map((item) => item.id)).toEqual(['language-zh-CN', 'theme-dark', 'text-size-150'])
  })
})
