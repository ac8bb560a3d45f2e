import type { Request } from '../../src-main/contract/methods.ts'

export type BuildRequest = Request<'recommend.build'>

/** The settings from which the form starts; null for the ones that fit the project. */
class BuildProposal {
  request = $state.raw<BuildRequest | null>(null)
}

export const buildProposal = new BuildProposal()
