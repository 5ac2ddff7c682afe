using Joulemark.Metrology;
using Joulemark.Planning;

namespace Joulemark.Load;

/// <summary>MLPerf's MultiStream: queries of several samples, the next when all samples of the last are answered.</summary>
internal sealed class MultiStreamShape : ILoadShape
{
    public string Kind => "multi-stream";

    public int? TargetInFlight(LoadSpec spec) => spec.SamplesPerQuery;

    public async Task RunAsync(ILoadStage load, CancellationToken stop)
    {
        Timestamp? due = null;
        for (var query = 0; !stop.IsCancellationRequested; query++)
        {
            var request = new LoadRequest { Due = due ?? load.Now, Query = query };
            var answers = await Task.WhenAll(Enumerable.Range(0, load.Spec.SamplesPerQuery).Select(_ => load.SendAsync(request)));

            // Due when the last of them ended; after a failure when it is sent, for what lay between was no delay of ours.
            due = Array.Exists(answers, a => a is null) ? null : answers.Max();
        }
    }
}
