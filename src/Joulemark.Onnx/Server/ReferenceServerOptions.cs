namespace Joulemark.Onnx.Server;

/// <summary>How the reference server is to run.</summary>
/// <param name="Port">Port on loopback; 0 picks a free one.</param>
/// <param name="Models">Names of the models to serve; requests choose among them.</param>
/// <param name="Threads">Threads of each model's inference.</param>
/// <param name="MaxBatch">Most requests in one forward pass; more wait.</param>
internal sealed record ReferenceServerOptions(int Port, IReadOnlyList<string> Models, int Threads, int MaxBatch = 256);
