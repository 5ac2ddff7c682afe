using Joulemark.Onnx.Inference;

namespace Joulemark.Onnx.Server;

/// <summary>One model and the batcher that runs it.</summary>
internal sealed class ServedModel : IDisposable
{
    private readonly LanguageModel _model;
    private long _requestsDone;
    private long _tokens;

    public ServedModel(string name, ReferenceServerOptions options)
    {
        (Name, MaxBatch) = (name, options.MaxBatch);
        _model = new LanguageModel(ReferenceModels.FileOf(name), options.Threads);
        Batcher = new ContinuousBatcher(_model, options.MaxBatch);
    }

    public string Name { get; }

    /// <summary>Most requests in one forward pass.</summary>
    public int MaxBatch { get; }

    public ModelInfo Info => _model.Info;

    public Tokenizer Tokenizer => _model.Tokenizer;

    public ContinuousBatcher Batcher { get; }

    public long RequestsDone => Interlocked.Read(ref _requestsDone);

    /// <summary>Tokens of answers, as the answers' own usage counts them: without end tokens.</summary>
    public long OutputTokens => Interlocked.Read(ref _tokens);

    public void CountRequest() => Interlocked.Increment(ref _requestsDone);

    public void CountToken() => Interlocked.Increment(ref _tokens);

    public void Dispose()
    {
        Batcher.Dispose();
        _model.Dispose();
    }
}
