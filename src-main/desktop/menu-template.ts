import type { MenuItemConstructorOptions } from 'electron'
import type { WindowCommand } from '../contract/bridge.ts'
import { type Locale, locales } from '../contract/messages.ts'
import type { Settings, Theme } from '../contract/settings.ts'
import type { MessageKey } from '../contract/words.ts'
import { say } from '../engine/render.ts'
import type { StepsInWords } from './menu-history.ts'

export interface MenuActions {
  readonly command: (command: WindowCommand) => void
  readonly change: (change: Partial<Settings>) => void
  readonly quit: () => void
}

type Item = MenuItemConstructorOptions

const textSizes = [100, 125, 150, 175, 200]
const themes: readonly (readonly [Theme, MessageKey])[] = [
  ['system', 'menu_theme_system'],
  ['light', 'menu_theme_light'],
  ['dark', 'menu_theme_dark'],
]

/** A language is called as those who read it call it. */
const languageNames: Readonly<Record<Locale, string>> = { en: 'English', 'zh-CN': '简体中文' }

/** The menu in one language, showing what is chosen. `application` adds the menu that macOS expects first. */
export function menuTemplate(
  settings: Settings,
  locale: Locale,
  application: boolean,
  steps: StepsInWords,
  actions: MenuActions,
): Item[] {
  const label = (words: MessageKey) => say({ words }, locale)
  const command = (id: WindowCommand, words: MessageKey, accelerator?: string): Item => ({
    id,
    label: label(words),
    ...(accelerator && { accelerator }),
    click: () => actions.command(id),
  })
  // Enabled always: in a text field it is of the typing.
  const step = (id: 'undo' | 'redo', alone: MessageKey, what: MessageKey, accelerator: string): Item => {
    const edit = steps[id]
    const words = edit === null ? null : say({ words: what, with: { edit } }, locale)
    return { ...command(id, alone, accelerator), ...(words !== null && { label: words }) }
  }
  const role = (name: NonNullable<Item['role']>, words: MessageKey): Item => ({
    role: name,
    label: label(words),
  })
  const quit: Item = {
    id: 'quit',
    label: label('menu_quit'),
    accelerator: 'CmdOrCtrl+Q',
    click: actions.quit,
  }

  const file: Item[] = [
    command('project.new', 'menu_project_new', 'CmdOrCtrl+N'),
    command('project.open', 'menu_project_open', 'CmdOrCtrl+O'),
    command('project.close', 'menu_project_close'),
    separator,
    command('log.import', 'menu_log_import', 'CmdOrCtrl+I'),
    command('report.write', 'menu_report_write', 'CmdOrCtrl+E'),
    separator,
    command('settings', 'menu_settings', 'CmdOrCtrl+,'),
    ...(application ? [] : [separator, quit]),
  ]
  const edit: Item[] = [
    step('undo', 'menu_undo', 'ui_undo_what', 'CmdOrCtrl+Z'),
    step('redo', 'menu_redo', 'ui_redo_what', 'CmdOrCtrl+Shift+Z'),
    separator,
    role('cut', 'menu_cut'),
    role('copy', 'menu_copy'),
    role('paste', 'menu_paste'),
    role('selectAll', 'menu_select_all'),
  ]
  const view: Item[] = [
    command('commands', 'menu_commands', 'CmdOrCtrl+K'),
    separator,
    { label: label('menu_language'), submenu: languageItems(locale, actions) },
    { label: label('menu_theme'), submenu: themeItems(settings, label, actions) },
    { label: label('menu_text_size'), submenu: textSizeItems(settings, actions) },
    separator,
    role('togglefullscreen', 'menu_full_screen'),
  ]
  return [
    ...(application ? [{ label: 'Antecedent', submenu: [role('hide', 'menu_hide'), separator, quit] }] : []),
    { label: label('menu_file'), submenu: file },
    { label: label('menu_edit'), submenu: edit },
    { label: label('menu_view'), submenu: view },
    {
      label: label('menu_window'),
      submenu: [role('minimize', 'menu_minimise'), role('close', 'menu_window_close')],
    },
    { label: label('menu_help'), submenu: [command('help', 'menu_help_open', 'F1')] },
  ]
}

const separator: Item = { type: 'separator' }

function languageItems(locale: Locale, actions: MenuActions): Item[] {
  return locales.map((language) => ({
    id: `language-${language}`,
    label: languageNames[language],
    type: 'radio',
    checked: language === locale,
    click: () => actions.change({ language }),
  }))
}

function themeItems(settings: Settings, label: (words: MessageKey) => string, actions: MenuActions): Item[] {
  return themes.map(([theme, words]) => ({
    id: `theme-${theme}`,
    label: label(words),
    type: 'radio',
    checked: theme === settings.theme,
    click: () => actions.change({ theme }),
  }))
}

function textSizeItems(settings: Settings, actions: MenuActions): Item[] {
  return textSizes.map((textSize) => ({
    id: `text-size-${textSize}`,
    label: `${textSize}%`,
    type: 'radio',
    checked: textSize === settings.textSize,
    click: () => actions.change({ textSize }),
  }))
}
