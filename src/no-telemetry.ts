/*
 * ONNX Runtime, from 1.29 on, tells its maker of every model that it loads, and of its graph. It reads this once, when it is
 * loaded, so whatever loads it imports this file first. Threads have an environment of their own that ONNX Runtime does not
 * see: what starts them has to have loaded this too.
 */
process.env.ORT_DISABLE_TELEMETRY = "1";
