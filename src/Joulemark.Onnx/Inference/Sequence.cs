namespace Joulemark.Onnx.Inference;

/// <summary>A request under way: how far it is, and how its next token is chosen.</summary>
internal sealed class Sequence(GenerationRequest request)
{
    private readonly Random _random = new(request.Seed);
    private readonly int[] _next = new int[1];
    private int _generated;

    public GenerationRequest Request { get; } = request;

    /// <summary>Tokens in its slot.</summary>
    public int Length { get; set; }

    /// <summary>True when nothing more is to be generated.</summary>
    public bool IsDone { get; private set; }

    /// <summary>The row of its next decode step.</summary>
    public ModelRow NextRow => new(_next, Length);

    /// <summary>Chooses the next token and hands it on.</summary>
    public void Take(ReadOnlySpan<float> logits)
    {
        var token = Request.Temperature > 0 ? Sample(logits) : Best(logits);
        if (token == Tokenizer.End)
        {
            Finish(endedByModel: true);
            return;
        }

        _next[0] = token;
        Request.Writer.TryWrite(token);
        if (++_generated >= Request.MaxTokens)
            Finish(endedByModel: false);
    }

    public void Finish(bool endedByModel, Exception? error = null)
    {
        IsDone = true;
        Request.EndedByModel = endedByModel;
        Request.Writer.TryComplete(error);
    }

    private bool IsChoice(int token) => token != Tokenizer.End || !Request.IgnoresEnd;

    private int Best(ReadOnlySpan<float> logits)
    {
        var best = Tokenizer.Padding;
        for (var i = 1; i < logits.Length; i++)
        {
            if (logits[i] > logits[best] && IsChoice(i))
                best = i;
        }

        return best;
    }

    private int Sample(ReadOnlySpan<float> logits)
    {
        var highest = logits[Best(logits)];
        Span<double> weights = stackalloc double[logits.Length];
        double sum = 0;
        for (var i = 0; i < logits.Length; i++)
            sum += weights[i] = IsChoice(i) ? Math.Exp((logits[i] - highest) / Request.Temperature) : 0;
        var left = _random.NextDouble() * sum;
        for (var i = 0; i < weights.Length; i++)
        {
            left -= weights[i];
            if (left < 0)
                return i;
        }

        return Best(logits);
    }
}
