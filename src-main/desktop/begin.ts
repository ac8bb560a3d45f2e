import { join } from 'node:path'
import { app } from 'electron'
import { declareSchemes } from './app-protocol.ts'
import { Program } from './program.ts'
import { sandboxEverything } from './restrictions.ts'

sandboxEverything()
declareSchemes()

// One program holds the settings and its project; a second one only tells the first what it was asked for.
if (app.requestSingleInstanceLock()) run()
else app.quit()

function run(): void {
  const program = new Program({
    preload: join(import.meta.dirname, '../preload/preload.cjs'),
    computePreload: join(import.meta.dirname, '../preload/preload-compute.cjs'),
    engine: join(import.meta.dirname, 'engine-process.js'),
    pages: join(import.meta.dirname, '../renderer'),
  })
  app.on('second-instance', (_event, words, workingDirectory) =>
    program.showAgain(words.slice(1), workingDirectory),
  )
  app.on('activate', () => program.showAgain([], process.cwd()))
  app.on('window-all-closed', () => app.quit())
  app.on('will-quit', () => program.stop())
  void app.whenReady().then(() => program.start(process.argv.slice(1)))
}
