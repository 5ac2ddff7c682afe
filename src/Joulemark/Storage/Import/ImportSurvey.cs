using Joulemark.Diagnostics;
using Joulemark.Records;

namespace Joulemark.Storage.Import;

/// <summary>The first reading of a result: what there is, when it was, and what is to be told.</summary>
internal sealed class ImportSurvey : IImportSink
{
    private readonly List<Diagnostic> _notes = [];

    public List<SurveyedBenchmark> Benchmarks { get; } = [];

    public IReadOnlyList<Diagnostic> Notes => _notes;

    public void Begin(ImportedBenchmark benchmark) => Benchmarks.Add(new SurveyedBenchmark(benchmark));

    public void Add(RequestRecord request) => Benchmarks[^1].Add(request);

    public void Note(Diagnostic diagnostic)
    {
        if (!_notes.Contains(diagnostic))
            _notes.Add(diagnostic);
    }
}
