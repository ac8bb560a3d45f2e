/**
 * Before tests of the window, and of training on its graphics processor in software: Debian's Chromium and Chinese fonts, installed
 * where this may be done, or what to run instead.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromiumPath, missingForChromium } from './chromium.ts'

const packages = ['chromium', 'fonts-noto-cjk']
const fontFolder = '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc'

const missing = missingForChromium() !== null || (isDebian() && !existsSync(fontFolder))
if (missing && mayInstall()) {
  console.log(`Installing ${packages.join(' and ')} …`)
  run('apt-get', ['update'])
  run('apt-get', ['install', '-y', '--no-install-recommends', ...packages])
}
const obstacle = missingForChromium()
if (obstacle !== null) {
  console.error(obstacle)
  process.exit(1)
}

function isDebian(): boolean {
  return existsSync('/etc/debian_version')
}

function mayInstall(): boolean {
  return isDebian() && process.getuid?.() === 0 && chromiumPath() === '/usr/bin/chromium'
}

function run(program: string, words: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const { status } = spawnSync(program, words, { stdio: ['ignore', 'ignore', 'inherit'], env })
  if (status !== 0) console.error(`${program} ${words[0]} ended with ${status}`)
}
