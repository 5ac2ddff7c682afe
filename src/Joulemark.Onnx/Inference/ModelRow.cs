namespace Joulemark.Onnx.Inference;

/// <summary>One row of a forward pass.</summary>
/// <param name="Tokens">New tokens: the prompt, or the one just generated.</param>
/// <param name="Past">How many tokens its slot holds already.</param>
internal readonly record struct ModelRow(IReadOnlyList<int> Tokens, int Past);
