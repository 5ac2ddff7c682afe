using Joulemark.Diagnostics;
using Joulemark.Records;

namespace Joulemark.Storage.Import;

/// <summary>Takes what a reader finds. A result is read twice: first to survey it, then to write it, so that none of it need be kept.</summary>
internal interface IImportSink
{
    /// <summary>A benchmark begins; what is added from here on belongs to it.</summary>
    void Begin(ImportedBenchmark benchmark);

    /// <summary>A request of the benchmark that was begun last, its times on that benchmark's clock.</summary>
    void Add(RequestRecord request);

    /// <summary>Something to tell the user. The same words are told once.</summary>
    void Note(Diagnostic diagnostic);
}
