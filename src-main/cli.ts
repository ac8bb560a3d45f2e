import { join } from 'node:path'
import { keepCompiledCode } from './compiled-code.ts'

keepCompiledCode(join(import.meta.dirname, '../node_modules/.cache/compiled'))
const { runCommandLine } = await import('./cli/run-command-line.ts')
const { entries } = await import('./entries.ts')

process.exitCode = await runCommandLine(process.argv.slice(2), entries)
