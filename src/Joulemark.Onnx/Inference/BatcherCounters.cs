namespace Joulemark.Onnx.Inference;

/// <summary>What the batcher has done; written by its thread, read by <c>/metrics</c>.</summary>
internal sealed class BatcherCounters
{
    private long _promptTokens;
    private long _generatedTokens;
    private long _steps;
    private int _running;

    public long PromptTokens => Interlocked.Read(ref _promptTokens);

    /// <summary>Rows of all forward passes that chose a token, end tokens among them.</summary>
    public long GeneratedTokens => Interlocked.Read(ref _generatedTokens);

    /// <summary>Decode steps; generated tokens ÷ steps is the mean batch.</summary>
    public long Steps => Interlocked.Read(ref _steps);

    public int Running
    {
        get => Volatile.Read(ref _running);
        set => Volatile.Write(ref _running, value);
    }

    public void CountPrefill(int tokens) => Interlocked.Add(ref _promptTokens, tokens);

    public void CountStep(int batch)
    {
        Interlocked.Increment(ref _steps);
        Interlocked.Add(ref _generatedTokens, batch);
    }
}
