import * as v from 'valibot'
import { command, query } from './method.ts'
import type { Place, PlaceState } from './places.ts'

export interface ProjectInformation {
  readonly path: string
  /** The file's name without its extension. */
  readonly name: string
  readonly encrypted: boolean
  readonly createdAt: number
  readonly schemaVersion: number
  readonly places: Readonly<Record<Place, PlaceState>>
}

export interface OpenedProject extends ProjectInformation {
  /** Imports that had not ended when the project was last left; nothing of them is kept. */
  readonly interruptedImports: number
}

const path = v.pipe(v.string(), v.minLength(1))
const passphrase = v.optional(v.nullable(v.pipe(v.string(), v.minLength(1))))

export const projectMethods = {
  /** Fails with PROJECT_EXISTS rather than replace a file. */
  'project.create': command<ProjectInformation>()(v.object({ path, passphrase })),
  /** Closes the project that is open, takes the lock of this one, migrates it and removes what is pending. */
  'project.open': command<OpenedProject>()(v.object({ path, passphrase })),
  'project.close': command<null>()(v.object({})),
  'project.information': query<ProjectInformation | null>()(v.object({})),
  /** A verified copy of the open project, encrypted as it is. */
  'project.copy': command<{ readonly path: string }>()(v.object({ path })),
  /** `to: null` removes the encryption. The project is as before wherever this fails. */
  'project.changePassphrase': command<ProjectInformation>()(
    v.object({ from: passphrase, to: v.nullable(v.pipe(v.string(), v.minLength(1))) }),
  ),
}
