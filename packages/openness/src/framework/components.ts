import type { TaskName } from "@evenkeel/core";

/** What a component is made of: it decides which licences fit. */
export type Content = "code" | "data" | "document";

/** A class of the framework: 3 is the entry, each lower number asks for more. */
export type OpennessClass = 3 | 2 | 1;

/** A component of the Model Openness Framework, and what of a run of ours uses it. */
interface Component {
  readonly title: string;
  readonly content: Content;
  /** The class that asks for it. */
  readonly class: OpennessClass;
  /** Whether its class asks for it, or only names it. */
  readonly required: boolean;
  readonly meaning: string;
  /** The tasks whose completed cells use it; empty where nothing that runs can. */
  readonly usedBy: readonly TaskName[];
  /** Ours, not the framework's: the state in which we count it as proved. What runs has to have run. */
  readonly provedBy: "retrieved" | "exercised";
}

const predicting = ["evaluate", "latency", "throughput", "multi-stream", "server"] as const satisfies TaskName[];
const training = ["train", "step-time", "time-to-accuracy"] as const satisfies TaskName[];

/**
 * The 17 components of the Model Openness Framework, version 1.0, in the order of its reference implementation, with
 * what that asks for in each class.
 * Sources: M. White et al., arXiv:2403.13784v6, sections 5 to 7; the Model Openness Tool (github.com/lfai/
 * model_openness_tool), web/modules/mof/config/install/mof.settings.yml at commit 8b5d30e of 2026-05-11.
 */
export const components = {
  "model-architecture": {
    title: "Model architecture",
    content: "code",
    class: 3,
    required: true,
    meaning: "code of the model's layers",
    usedBy: [...training, ...predicting],
    provedBy: "exercised",
  },
  "data-preprocessing-code": {
    title: "Data preprocessing code",
    content: "code",
    class: 1,
    required: true,
    meaning: "code that cleans, normalises and augments the data",
    usedBy: ["train", "evaluate", "time-to-accuracy"],
    provedBy: "exercised",
  },
  "training-code": {
    title: "Training code",
    content: "code",
    class: 2,
    required: true,
    meaning: "code that trains the model",
    usedBy: training,
    provedBy: "exercised",
  },
  "inference-code": {
    title: "Inference code",
    content: "code",
    class: 2,
    required: true,
    meaning: "code that predicts with the model",
    usedBy: predicting,
    provedBy: "exercised",
  },
  "evaluation-code": {
    title: "Evaluation code",
    content: "code",
    class: 2,
    required: true,
    meaning: "code that evaluates the model",
    usedBy: ["evaluate"],
    provedBy: "exercised",
  },
  "supporting-libraries": {
    title: "Supporting libraries and tools",
    content: "code",
    class: 2,
    required: false,
    meaning: "libraries and tools that the model was made with",
    usedBy: [...training, ...predicting],
    provedBy: "exercised",
  },
  "final-parameters": {
    title: "Model parameters (final)",
    content: "data",
    class: 3,
    required: true,
    meaning: "the trained weights",
    usedBy: predicting,
    provedBy: "exercised",
  },
  "intermediate-parameters": {
    title: "Model parameters (intermediate)",
    content: "data",
    class: 1,
    required: true,
    meaning: "weights of checkpoints during training",
    usedBy: [],
    provedBy: "retrieved",
  },
  datasets: {
    title: "Datasets",
    content: "data",
    class: 1,
    required: true,
    meaning: "the data that the model was trained, validated and tested on",
    usedBy: ["train", "time-to-accuracy"],
    provedBy: "exercised",
  },
  "evaluation-data": {
    title: "Evaluation data",
    content: "data",
    class: 2,
    required: true,
    meaning: "the data that the model was evaluated on",
    usedBy: ["evaluate"],
    provedBy: "exercised",
  },
  "model-metadata": {
    title: "Model metadata",
    content: "data",
    class: 1,
    required: false,
    meaning: "training configuration, optimizer state and the like",
    usedBy: [],
    provedBy: "retrieved",
  },
  "sample-outputs": {
    title: "Sample model outputs",
    content: "document",
    class: 3,
    required: false,
    meaning: "examples of what the model predicts",
    usedBy: [],
    provedBy: "retrieved",
  },
  "model-card": {
    title: "Model card",
    content: "document",
    class: 3,
    required: true,
    meaning: "what the model is, what it is for, how well it does, its limits",
    usedBy: [],
    provedBy: "retrieved",
  },
  "data-card": {
    title: "Data card",
    content: "document",
    class: 3,
    required: true,
    meaning: "where the data comes from, what it holds, how it was prepared",
    usedBy: [],
    provedBy: "retrieved",
  },
  "technical-report": {
    title: "Technical report",
    content: "document",
    class: 3,
    required: true,
    meaning: "what the model can do and how it is used; a research paper may stand for it",
    usedBy: [],
    provedBy: "retrieved",
  },
  "research-paper": {
    title: "Research paper",
    content: "document",
    class: 1,
    required: true,
    meaning: "how the model was developed, in enough detail to do it again",
    usedBy: [],
    provedBy: "retrieved",
  },
  "evaluation-results": {
    title: "Evaluation results",
    content: "document",
    class: 3,
    required: true,
    meaning: "what evaluating the model gave",
    usedBy: [],
    provedBy: "retrieved",
  },
} as const satisfies Record<string, Component>;

export type ComponentId = keyof typeof components;
export const componentIds = Object.keys(components) as ComponentId[];

export function componentOf(id: ComponentId): Component {
  return components[id];
}
