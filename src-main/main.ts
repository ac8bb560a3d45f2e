import { join } from 'node:path'
import { app } from 'electron'
import { keepCompiledCode } from './compiled-code.ts'

if (app.commandLine.hasSwitch('user-data-dir'))
  app.setPath('userData', app.commandLine.getSwitchValue('user-data-dir'))
keepCompiledCode(join(app.getPath('userData'), 'Compiled code'))

// Waited for: Electron is not ready before its program is there.
await import('./desktop/begin.ts')
