import type { Graphics } from '../../../src-main/models/backends/graphics.ts'
import { trainModel } from '../../../src-main/models/training/train-model.ts'
import { onDevice } from '../../../src-main/models/webgpu/device-learner.ts'
import { graphicsHere } from '../../../src-main/models/webgpu/graphics-here.ts'
import { holdOnDevice } from '../../../src-main/models/webgpu/hold-on-device.ts'
import { openDevice } from '../../../src-main/models/webgpu/open-device.ts'
import { softwareGpu } from './software-gpu.ts'

export const gpu = await softwareGpu()
/** One for all tests of a file: its shaders are compiled once, which takes longest. */
export const device = gpu === null ? null : await openDevice(gpu)
/** The same as a program reaches it. */
export const graphics: Graphics = {
  ...graphicsHere(async () => gpu),
  train: (sequences, plan, monitor, checkpoints) =>
    trainModel(sequences, plan, onDevice(device!), monitor, checkpoints),
  hold: (model, rows, questions) => holdOnDevice(device!, model, rows, questions),
}
