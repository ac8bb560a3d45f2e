import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import * as v from 'valibot'
import { defaultSettings, type Settings, settingsSchema } from '../contract/settings.ts'

/**
 * The settings in a file. A file that cannot be understood is put aside as `<path>.unreadable`, and the defaults are
 * taken; entries that a newer version wrote are left out.
 */
export function readSettings(path: string): Settings {
  const text = textOf(path)
  if (text === null) return defaultSettings
  const settings = parseSettings(text)
  if (settings !== null) return settings
  putAside(path)
  return defaultSettings
}

/** A reader sees the old file or the new one, whole, whatever happens in between. */
export function writeSettings(path: string, settings: Settings): void {
  mkdirSync(dirname(path), { recursive: true })
  const partial = `${path}.${process.pid}.partial`
  const file = openSync(partial, 'w', 0o600)
  try {
    writeSync(file, `${JSON.stringify(settings, null, 2)}\n`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(partial, path)
}

/** null where the text is not settings. What is left out is as in the defaults. */
export function parseSettings(text: string): Settings | null {
  try {
    const parsed = v.safeParse(settingsSchema, { ...defaultSettings, ...JSON.parse(text) })
    return parsed.success ? parsed.output : null
  } catch {
    return null
  }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

function putAside(path: string): void {
  try {
    renameSync(path, `${path}.unreadable`)
  } catch {
    // The folder cannot be written: the file stays, and the program runs on the defaults.
  }
}
