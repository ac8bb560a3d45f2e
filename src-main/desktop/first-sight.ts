import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import type { WindowStart } from '../contract/bridge.ts'
import type { Locale } from '../contract/messages.ts'
import { say } from '../engine/render.ts'

/** How a window looks before its first script runs. */
export interface FirstSight extends Pick<WindowStart, 'locale' | 'path'> {
  readonly dark: boolean
  /** In percent. */
  readonly textSize: number
}

/**
 * The built page as one window gets it: its language, theme and size of text on the root, the skeleton of what it opens, and
 * the words of that in its language.
 */
export function pageAtFirstSight(html: string, sight: FirstSight): string {
  const root = [
    `lang="${sight.locale}"`,
    `data-theme="${sight.dark ? 'dark' : 'light'}"`,
    `data-text-size="${sight.textSize}%"`,
    `data-opens="${sight.path === null ? 'start' : 'project'}"`,
  ]
  const project = basename(sight.path ?? '').replace(/\.antecedent$/i, '')
  return html
    .replace('<html lang="en">', `<html ${root.join(' ')}>`)
    .replaceAll(/\{(ui_\w+|project)\}/g, (_words, key) =>
      asText(key === 'project' ? project : worded(key, sight.locale)),
    )
}

/** What a content security policy calls the page's one style element, by its hash. */
export function styleSourceOf(html: string): string {
  const style = /<style>(.*?)<\/style>/s.exec(html)?.[1] ?? ''
  return `'sha256-${createHash('sha256').update(style).digest('base64')}'`
}

function worded(key: string, locale: Locale): string {
  return say({ words: key as never }, locale)
}

function asText(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
