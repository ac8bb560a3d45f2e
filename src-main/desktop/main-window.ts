import { BrowserWindow, nativeTheme, screen } from 'electron'
import type { WindowStart } from '../contract/bridge.ts'
import { appAddress } from './app-files.ts'
import { keepInPlace } from './restrictions.ts'
import type { SettingsStore } from './settings-store.ts'
import { placeWindow, smallestWindow } from './window-place.ts'

/** The surface of each theme (`--ground` of the window's tokens), so that the first frame is not white at night. */
const background = { light: '#f5f5f2', dark: '#101214' }

/** The prefix of the one command-line word that the preload reads. */
export const startWord = '--antecedent-start='

/** Opens the product's window. It is seen with the skeleton of the page, never empty, and remembers its place. */
export function openMainWindow(preload: string, settings: SettingsStore, start: WindowStart): BrowserWindow {
  const { window: place } = settings.current
  const displays = screen.getAllDisplays().map((display) => display.workArea)
  const window = new BrowserWindow({
    ...placeWindow(place, displays),
    ...smallestWindow,
    show: false,
    title: 'Antecedent',
    backgroundColor: nativeTheme.shouldUseDarkColors ? background.dark : background.light,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      spellcheck: false,
      navigateOnDragDrop: false,
      additionalArguments: [startWord + encodeURIComponent(JSON.stringify(start))],
    },
  })
  const show = () => {
    if (place.maximized) window.maximize()
    window.show()
  }
  window.once('ready-to-show', show)
  window.webContents.once('did-fail-load', show)
  keepInPlace(window.webContents)
  window.on('close', () => settings.change({ window: placeOf(window) }))
  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason !== 'clean-exit' && !window.isDestroyed()) window.webContents.reload()
  })
  window.loadURL(appAddress).catch(() => undefined)
  return window
}

function placeOf(window: BrowserWindow) {
  return { ...window.getNormalBounds(), maximized: window.isMaximized() }
}
