import { runCommandLine } from './cli/run-command-line.ts'
import { entries } from './entries.ts'

process.exitCode = await runCommandLine(process.argv.slice(2), entries)
