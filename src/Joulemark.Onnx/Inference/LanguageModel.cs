using Microsoft.ML.OnnxRuntime;

namespace Joulemark.Onnx.Inference;

/// <summary>A decoder in ONNX Runtime: one forward pass over a batch of rows, each with its own past. One thread at a time.</summary>
internal sealed class LanguageModel : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly string[] _inputs;
    private readonly string[] _outputs;

    public LanguageModel(string file, int threads)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        };

        // Spinning threads would burn joules while they wait, and an idle server would not be idle.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        options.AddSessionConfigEntry("session.inter_op.allow_spinning", "0");
        _session = new InferenceSession(file, options);
        Info = ModelInfo.Read(_session.ModelMetadata);
        Tokenizer = new Tokenizer(Info.Vocabulary);
        var layers = Enumerable.Range(0, Info.Layers).ToList();
        _inputs = ["input_ids", "positions", "past_length", "last_index", .. layers.SelectMany(i => new[] { $"past_key.{i}", $"past_value.{i}" })];
        _outputs = ["logits", .. layers.SelectMany(i => new[] { $"key.{i}", $"value.{i}" })];
    }

    public ModelInfo Info { get; }

    public Tokenizer Tokenizer { get; }

    /// <summary>Runs rows of new tokens against the first slots of the cache, and writes their keys and values into it.</summary>
    /// <param name="rows">New tokens of each row, and how many its slot holds already.</param>
    /// <param name="firstSlot">Slot of the first row; the others follow.</param>
    /// <param name="cache">The sequences' past.</param>
    /// <param name="take">Called for each row with the logits of its last token.</param>
    public void Forward(IReadOnlyList<ModelRow> rows, int firstSlot, KeyValueCache cache, Action<int, ReadOnlySpan<float>> take)
    {
        var (batch, width) = (rows.Count, rows.Max(r => r.Tokens.Count));
        var ids = new long[batch * width];
        var positions = new long[batch * width];
        var past = new long[batch];
        var last = new long[batch];
        for (var b = 0; b < batch; b++)
        {
            (past[b], last[b]) = (rows[b].Past, rows[b].Tokens.Count - 1);
            for (var s = 0; s < rows[b].Tokens.Count; s++)
                (ids[(b * width) + s], positions[(b * width) + s]) = (rows[b].Tokens[s], rows[b].Past + s);
        }

        var inputs = new List<OrtValue>(_inputs.Length)
        {
            OrtValue.CreateTensorValueFromMemory(ids, [batch, width]),
            OrtValue.CreateTensorValueFromMemory(positions, [batch, width]),
            OrtValue.CreateTensorValueFromMemory(past, [batch]),
            OrtValue.CreateTensorValueFromMemory(last, [batch]),
        };
        long[] shape = [batch, Info.Heads, cache.Positions, Info.HeadDimension];
        var skipped = firstSlot * Info.Heads * cache.Positions * Info.HeadDimension;
        for (var layer = 0; layer < Info.Layers; layer++)
        {
            inputs.Add(OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, cache.Keys(layer, firstSlot + batch)[skipped..], shape));
            inputs.Add(OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, cache.Values(layer, firstSlot + batch)[skipped..], shape));
        }

        try
        {
            using var outputs = _session.Run(_options, _inputs, inputs, _outputs);
            for (var layer = 0; layer < Info.Layers; layer++)
            {
                var keys = outputs[1 + (2 * layer)].GetTensorDataAsSpan<float>();
                var values = outputs[2 + (2 * layer)].GetTensorDataAsSpan<float>();
                for (var b = 0; b < batch; b++)
                    cache.Append(layer, firstSlot + b, rows[b].Past, rows[b].Tokens.Count, keys, values, b, width);
            }

            var logits = outputs[0].GetTensorDataAsSpan<float>();
            for (var b = 0; b < batch; b++)
                take(b, logits.Slice(b * Info.Vocabulary.Count, Info.Vocabulary.Count));
        }
        finally
        {
            inputs.ForEach(i => i.Dispose());
        }
    }

    public void Dispose()
    {
        _session.Dispose();
        _options.Dispose();
    }
}
