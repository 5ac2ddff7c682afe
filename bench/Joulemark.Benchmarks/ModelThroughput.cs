using System.Diagnostics;
using System.Globalization;
using Joulemark.Onnx.Inference;

namespace Joulemark.Benchmarks;

/// <summary>Tokens a second of the reference models by batch, through the batcher that serves them, without HTTP.</summary>
internal static class ModelThroughput
{
    private static readonly int[] Batches = [1, 8, 32];
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(IReadOnlyList<string> names)
    {
        Console.WriteLine("| model | batch asked | mean batch | tokens/s | ms/step | CPU s per million tokens |");
        Console.WriteLine("|---|--:|--:|--:|--:|--:|");
        foreach (var name in names.Count > 0 ? names : ReferenceModels.Names)
        {
            foreach (var batch in Batches)
                await MeasureAsync(name, batch);
        }
    }

    private static async Task MeasureAsync(string name, int batch)
    {
        using var model = new LanguageModel(ReferenceModels.FileOf(name), threads: 1);
        using var batcher = new ContinuousBatcher(model, batch);
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, batch).Select(slot => Task.Run(() => AskAsync(model, batcher, slot, stop.Token))).ToArray();

        await Task.Delay(WarmUp);
        var (tokens, steps, cpu, start) = (batcher.Counters.GeneratedTokens, batcher.Counters.Steps, Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        await Task.Delay(Measured);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        tokens = batcher.Counters.GeneratedTokens - tokens;
        steps = batcher.Counters.Steps - steps;
        cpu = Environment.CpuUsage.TotalTime - cpu;

        await stop.CancelAsync();
        await Task.WhenAll(load);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {batch} | {tokens / (double)steps:0.0} | {tokens / seconds:0} | {seconds / steps * 1e3:0.00} | {cpu.TotalSeconds / tokens * 1e6:0} |"));
    }

    /// <summary>Asks one question after the other, each slot its own.</summary>
    private static async Task AskAsync(LanguageModel model, ContinuousBatcher batcher, int slot, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var request = new GenerationRequest
            {
                Prompt = model.Tokenizer.EncodeQuestion(string.Create(CultureInfo.InvariantCulture, $"{(slot * 31) + i % 89} + {i % 97} * {1 + i % 7} = ?")),
                MaxTokens = 64,
            };
            batcher.Submit(request);
            await foreach (var _ in request.Tokens.ReadAllAsync(CancellationToken.None))
            {
            }
        }
    }
}
