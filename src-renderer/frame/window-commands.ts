import * as m from '../../messages/compiled/messages.js'
import type { WindowCommand } from '../../src-main/contract/bridge.ts'
import { places } from '../../src-main/contract/places.ts'
import type { Command } from '../state/commands.svelte.ts'
import { attempt } from '../state/failures.svelte.ts'
import { history, redoInWords, undoInWords } from '../state/history.svelte.ts'
import { language } from '../state/language.svelte.ts'
import { navigation } from '../state/navigation.svelte.ts'
import { project } from '../state/project.svelte.ts'
import {
  changePassphrase,
  closeProject,
  copyProject,
  newProject,
  openProject,
} from '../state/project-actions.ts'
import { settings } from '../state/settings.svelte.ts'
import { openSample } from '../tour/open-sample.ts'
import { receiveFile } from './receive-file.ts'
import { screens } from './screens.ts'
import { surfaces } from './surfaces.svelte.ts'

const open = () => project.current !== null

/** Commands that are there on every screen. */
export const windowCommands: readonly Command[] = [
  ...places.map(
    (place, index): Command => ({
      id: `place.${place}`,
      group: 'places',
      title: () => screens[place].title(),
      keys: `Mod+${index + 1}`,
      enabled: open,
      run: () => navigation.go(place),
    }),
  ),
  {
    id: 'data.import',
    group: 'places',
    title: () => m.ui_data_import(),
    keys: 'Mod+I',
    enabled: open,
    run: () => navigation.go('data', 'import'),
  },
  { id: 'project.new', group: 'project', title: () => m.ui_project_new(), run: () => void newProject() },
  {
    id: 'project.open',
    group: 'project',
    title: () => m.ui_project_open(),
    keys: 'Mod+O',
    run: () => void openProject(),
  },
  { id: 'project.sample', group: 'project', title: () => m.ui_start_sample(), run: () => void openSample() },
  {
    id: 'project.copy',
    group: 'project',
    title: () => m.ui_project_copy(),
    enabled: open,
    run: () => void copyProject(),
  },
  {
    id: 'project.passphrase',
    group: 'project',
    title: () => m.ui_project_passphrase_change(),
    enabled: open,
    run: () => void changePassphrase(),
  },
  {
    id: 'project.close',
    group: 'project',
    title: () => m.ui_project_close(),
    enabled: open,
    run: () => void closeProject(),
  },
  {
    id: 'history.undo',
    group: 'project',
    title: undoInWords,
    keys: 'Mod+Z',
    enabled: () => open() && history.undo !== null,
    run: () => history.step('undo'),
  },
  {
    id: 'history.redo',
    group: 'project',
    title: redoInWords,
    keys: 'Mod+Y',
    alsoKeys: 'Mod+Shift+Z',
    enabled: () => open() && history.redo !== null,
    run: () => history.step('redo'),
  },
  {
    id: 'history.forget',
    group: 'project',
    title: () => m.ui_history_forget(),
    enabled: () => open() && (history.undo !== null || history.redo !== null),
    run: () => surfaces.show('forget'),
  },
  {
    id: 'window.palette',
    group: 'window',
    title: () => m.ui_rail_search(),
    keys: 'Mod+K',
    run: () => surfaces.show('palette'),
  },
  {
    id: 'window.theme',
    group: 'window',
    title: () => m.ui_palette_theme_toggle(),
    run: () => void settings.change({ theme: settings.dark ? 'light' : 'dark' }),
  },
  {
    id: 'window.language',
    group: 'window',
    title: () => m.ui_palette_language_toggle(),
    run: () => void settings.change({ language: language.current === 'en' ? 'zh-CN' : 'en' }),
  },
  {
    id: 'window.jobs',
    group: 'window',
    title: () => m.ui_jobs_history(),
    run: () => surfaces.show('jobs'),
  },
  {
    id: 'window.settings',
    group: 'window',
    title: () => m.ui_settings_title(),
    keys: 'Mod+,',
    run: () => surfaces.show('settings'),
  },
  {
    id: 'window.help',
    group: 'window',
    title: () => m.ui_help_title(),
    keys: 'F1',
    run: () => surfaces.show('help'),
  },
]

/** Does what the menu, or a file given to the program, asks of the window. */
export function obey(command: WindowCommand, path: string | undefined): void {
  void attempt(async () => {
    switch (command) {
      case 'project.new':
        await newProject()
        break
      case 'project.open':
        await (path === undefined ? openProject() : receiveFile(path))
        break
      case 'project.close':
        await closeProject()
        break
      case 'log.import':
        if (path !== undefined) await receiveFile(path)
        else if (open()) navigation.go('data', 'import')
        break
      case 'report.write':
        if (open()) navigation.go('report')
        break
      case 'undo':
      case 'redo':
        // What is being typed has a history of its own.
        if (document.activeElement?.matches('input, textarea')) document.execCommand(command)
        else if (open() && history[command] !== null) history.step(command)
        break
      case 'settings':
        surfaces.show('settings')
        break
      case 'commands':
        surfaces.show('palette')
        break
      case 'help':
        surfaces.show('help')
        break
    }
  })
}
