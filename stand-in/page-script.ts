import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'

/** The modules a world needs, those that are needed first. */
const preloadModules = [
  'clone-codec',
  'page/packet',
  'page/dialog-sheet',
  'page/file-dialog',
  'page/message-dialog',
  'page/preload-world',
]
const pageModules = ['page/packet', 'page/page-world']

// Made while Chromium starts, not when its first page waits.
const preloadText = textOf(preloadModules)
const pageText = textOf(pageModules)

/** The script for the page's own world. */
export function pageWorldScript(handshake: string): string {
  return `(() => { 'use strict'\n${pageText}\nstartPageWorld(${JSON.stringify(handshake)}) })()`
}

/** The script for the preload's isolated world, with the preload in it. */
export function preloadWorldScript(options: object, preload: string): string {
  const body = `(require, process, module, exports = module.exports) => {\n${preload}\n}`
  return `(() => { 'use strict'\n${preloadText}\nstartPreloadWorld(${JSON.stringify(options)}, ${body}) })()`
}

/** The modules as one piece of JavaScript: their types stripped, their imports and exports not needed any more. */
function textOf(modules: readonly string[]): string {
  return modules
    .map((name) => readFileSync(new URL(`./${name}.ts`, import.meta.url), 'utf8'))
    .map((source) => stripTypeScriptTypes(source))
    .map((source) => source.replaceAll(/^import .*$/gm, '').replaceAll(/^export /gm, ''))
    .join('\n')
}
