#!/usr/bin/env -S node --disable-warning=ExperimentalWarning
/**
 * The stand-in as a program, called as Electron is: `run.ts [switches] <folder or file of the program> [its words]`.
 * It knows `--headless` beside the switches by which test tools start Electron.
 */
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

// Types are stripped and code is compiled once, not at every start.
enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/stand-in'))
await import('./boot.ts')
