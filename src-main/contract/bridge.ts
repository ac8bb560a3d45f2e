import * as v from 'valibot'
import type { EngineEvent, ErrorMessage, Locale, ProgressMessage } from './messages.ts'
import type { MethodName, Request, Response } from './methods.ts'
import { papers } from './report.ts'
import type { Settings, SettingsChange } from './settings.ts'

/** An error the product knows crosses as data: contextBridge would strip its code and hint. */
export type Answer<T> = { readonly result: T } | { readonly error: ErrorMessage }

/** What a menu item asks of the window. */
export const windowCommands = [
  'project.new',
  'project.open',
  'project.close',
  'log.import',
  'report.write',
  'undo',
  'redo',
  'settings',
  'commands',
  'help',
] as const
export type WindowCommand = (typeof windowCommands)[number]

/** What the window is told without asking. */
export type WindowEvent =
  | EngineEvent
  /** The menu, or a file given to the program from outside. */
  | { readonly event: 'command'; readonly command: WindowCommand; readonly path?: string }
  /** The engine stopped and runs again. `project` is open again as it was; `error` says why it is not. */
  | {
      readonly event: 'engine.restarted'
      readonly project: string | null
      readonly error: ErrorMessage | null
    }

/** What a file dialog is for. */
export const dialogPurposes = {
  open: ['project', 'log', 'graph', 'model', 'folder'],
  save: ['project', 'html', 'pdf', 'xlsx', 'csv', 'json', 'svg', 'png', 'tex', 'graph', 'text', 'model'],
} as const
export type OpenPurpose = (typeof dialogPurposes.open)[number]
export type SavePurpose = (typeof dialogPurposes.save)[number]

const fileName = v.pipe(v.string(), v.maxLength(255), v.regex(/^[^/\\]*$/))
const path = v.pipe(v.string(), v.minLength(1), v.maxLength(32_767))

/** A4 where left out. */
const paper = v.optional(v.picklist(papers), 'a4')

/** The calls of the window to main, one channel each, and what main lets through. */
export const windowCalls = {
  'engine.request': v.tuple([
    v.pipe(v.number(), v.integer(), v.minValue(0)),
    v.pipe(v.string(), v.maxLength(100)),
    v.unknown(),
  ]),
  'engine.cancel': v.tuple([v.pipe(v.number(), v.integer(), v.minValue(0))]),
  'dialog.open': v.tuple([v.picklist(dialogPurposes.open)]),
  'dialog.save': v.tuple([v.picklist(dialogPurposes.save), fileName]),
  /** A text that the window made: asks where it goes, and writes it. */
  'text.save': v.tuple([v.picklist(['csv', 'json', 'svg', 'tex', 'graph', 'text']), fileName, v.string()]),
  /** A picture that the window drew, as the bytes of a PNG file: asks where it goes, and writes it. */
  'picture.save': v.tuple([fileName, v.instance(Uint8Array)]),
  'settings.get': v.tuple([]),
  'settings.set': v.tuple([v.unknown()]),
  'file.path': v.tuple([v.pipe(v.string(), v.maxLength(32_767))]),
  /** A document of the product: a file, or its text. */
  'report.print': v.tuple([
    v.union([
      v.strictObject({ from: path, to: path, paper }),
      v.strictObject({ html: v.string(), to: path, paper }),
    ]),
  ]),
} as const
export type WindowCall = keyof typeof windowCalls

/** Kinds of text that the window itself makes. */
export type TextPurpose = v.InferOutput<(typeof windowCalls)['text.save']>[0]

/** What main sends to the window, one channel each. */
export const windowChannels = { event: 'event', progress: 'progress', settings: 'settings' } as const

/** What the preload reads from the program's command line. */
export interface WindowStart {
  readonly settings: Settings
  /** The language in which the program speaks: chosen, or the system's. */
  readonly locale: Locale
  /** A project that the program was asked to open. */
  readonly path: string | null
  readonly version: string
}

/** What is printed, from a file or as its text, and the PDF file that it becomes. */
export type PrintRequest = v.InferInput<(typeof windowCalls)['report.print']>[0]

/** `window.antecedent`: all that the window can reach outside itself. */
export interface AntecedentBridge {
  /**
   * Asks the engine. `token` is the caller's own number of the request, never used twice in a window. Resolves with the
   * result or with the error; rejects only where the window itself is at fault.
   */
  readonly request: <Name extends MethodName>(
    token: number,
    method: Name,
    params: Request<Name>,
    onProgress?: (progress: ProgressMessage) => void,
  ) => Promise<Answer<Response<Name>>>
  /** The request then resolves with the error CANCELLED, unless it was done already. */
  readonly cancel: (token: number) => void
  /** Returns what ends the listening. */
  readonly onEvent: (listener: (event: WindowEvent) => void) => () => void
  readonly dialogs: {
    /** The chosen path; null where the user thought better of it. */
    readonly open: (purpose: OpenPurpose) => Promise<string | null>
    readonly save: (purpose: SavePurpose, suggestedName: string) => Promise<string | null>
  }
  /** Writes a text that the window made where the user says; the path, or null where the user thought better of it. */
  readonly saveText: (
    purpose: TextPurpose,
    suggestedName: string,
    text: string,
  ) => Promise<Answer<{ readonly path: string } | null>>
  /** Writes a picture, the bytes of a PNG file, where the user says; the path, or null as with `saveText`. */
  readonly savePicture: (
    suggestedName: string,
    picture: Uint8Array,
  ) => Promise<Answer<{ readonly path: string } | null>>
  readonly settings: {
    readonly get: () => Promise<Settings>
    readonly set: (change: SettingsChange) => Promise<Settings>
    /** Changes from wherever: the menu, another call. Returns what ends the listening. */
    readonly onChange: (listener: (settings: Settings) => void) => () => void
  }
  /** Where a dropped or chosen file lies; '' for a file that is on no disk. */
  readonly pathOfFile: (file: File) => Promise<string>
  /** Prints an HTML document of the product into a PDF file. */
  readonly printToPdf: (documents: PrintRequest) => Promise<Answer<{ readonly path: string }>>
  /** As the window was opened. */
  readonly start: WindowStart
}
