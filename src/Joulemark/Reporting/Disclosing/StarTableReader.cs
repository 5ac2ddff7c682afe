using System.Globalization;
using Joulemark.Diagnostics;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Storage;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Joulemark.Reporting.Disclosing;

/// <summary>Reads a table of star bands from YAML, and finds every problem in it, each with its place.</summary>
internal sealed class StarTableReader
{
    private const string Example = "samples/stars.yaml is one to start from.";
    private const int MostStars = 10;
    private static readonly string[] Keys = ["name", "source", "boundary", "bands"];
    private static readonly string[] BandKeys = ["stars", "from", "to"];
    private readonly string _file;
    private readonly List<Diagnostic> _problems = [];

    private StarTableReader(string file) => _file = file;

    /// <exception cref="JoulemarkException">Exit code 2: it cannot be read, or has mistakes: all of them are listed.</exception>
    public static StarTable ReadFile(string path)
    {
        try
        {
            return Read(File.ReadAllText(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM7090", DiagnosticSeverity.Error, $"the table of stars '{path}' cannot be read: {FileFailure.Why(e, path)}", Example));
        }
    }

    /// <exception cref="JoulemarkException">Exit code 2: it has mistakes.</exception>
    public static StarTable Read(string yaml, string file)
    {
        var reader = new StarTableReader(file);
        StarTable? table = null;
        try
        {
            if (YamlText.Load(yaml).Documents is [{ RootNode: YamlMappingNode root }])
                table = reader.ReadTable(root);
            else
                reader.Report("the table of stars is not a mapping of keys to values", Example, null);
        }
        catch (YamlException e)
        {
            reader.Report(e.InnerException?.Message ?? e.Message, "Check indentation, quotes and duplicate keys near this place.", e.Start);
        }

        return reader._problems.Count == 0 ? table! : throw new JoulemarkException(ExitCode.BadUsage, reader._problems);
    }

    private StarTable ReadTable(YamlMappingNode root)
    {
        var (name, source, boundary, bands) = ("", "", Boundary.Gpu, new List<StarBand>());
        foreach (var (key, value) in root.Children)
        {
            switch (Text(key))
            {
                case "name": name = Text(value); break;
                case "source": source = Text(value); break;
                case "boundary": boundary = ReadBoundary(value); break;
                case "bands": bands = ReadBands(value); break;
                default: Unknown(key, Keys); break;
            }
        }

        if (name.Length == 0 || source.Length == 0)
            Report("the table of stars has no name or no source", "A star says nothing without whose rating it is: give name and source, with the date.", root.Start);
        if (bands.Count == 0 && _problems.Count == 0)
            Report("the table of stars has no bands", Example, root.Start);
        return new StarTable { Name = name, Source = source, Boundary = boundary, Bands = bands };
    }

    private Boundary ReadBoundary(YamlNode node)
    {
        var names = Enum.GetValues<Boundary>().Where(b => b != Boundary.Auto).ToDictionary(RecordNames.Of, b => b, StringComparer.Ordinal);
        if (names.TryGetValue(Text(node), out var boundary))
            return boundary;
        Report($"'{Text(node)}' is no boundary{NearestName.Suggestion(Text(node), names.Keys)}", $"There are: {string.Join(", ", names.Keys)}.", node.Start);
        return Boundary.Gpu;
    }

    private List<StarBand> ReadBands(YamlNode node)
    {
        var bands = new List<StarBand>();
        if (node is not YamlSequenceNode sequence)
        {
            Report("'bands' must be a list", "For example: bands: [{ stars: 5, from: 0, to: 1.2 }, …]", node.Start);
            return bands;
        }

        foreach (var item in sequence.Children)
        {
            if (item is not YamlMappingNode mapping)
                Report("a band must be a mapping", "For example: { stars: 5, from: 0, to: 1.2 }", item.Start);
            else if (ReadBand(mapping) is { } band)
                Add(bands, band, mapping.Start);
        }

        if (bands.Count > 0 && bands.SkipLast(1).Any(b => b.To is null))
            Report("only the last band may be without 'to'", "Say where each of the others ends.", node.Start);
        return bands;
    }

    /// <summary>Adds a band that begins where the one before ends, and has fewer stars.</summary>
    private void Add(List<StarBand> bands, StarBand band, Mark where)
    {
        if (band.To <= band.From)
            Report(Invariant($"the band of {band.Stars} stars ends at {band.To}, which is not above {band.From}, where it begins"), "Give the lesser figure as 'from'.", where);
        if (bands.LastOrDefault() is { To: { } end } before)
        {
            if (band.From < before.From)
                Report(Invariant($"the band of {band.Stars} stars begins at {band.From}, below the one before it ({before.From})"), "Order the bands by energy, the least first.", where);
            else if (band.From < end)
                Report(Invariant($"the bands of {before.Stars} and {band.Stars} stars overlap from {band.From} to {end}"), "Let each begin where the one before ends.", where);
            else if (band.From > end)
                Report(Invariant($"there is a gap between the bands of {before.Stars} and {band.Stars} stars, from {end} to {band.From}"), "Let each begin where the one before ends.", where);
        }

        if (bands.LastOrDefault() is { } last && band.Stars >= last.Stars)
            Report($"the band of {band.Stars} stars is of more energy than one of {last.Stars}", "More energy must mean fewer stars.", where);
        bands.Add(band);
    }

    private StarBand? ReadBand(YamlMappingNode mapping)
    {
        var before = _problems.Count;
        double? stars = null, from = null, to = null;
        foreach (var (key, value) in mapping.Children)
        {
            switch (Text(key))
            {
                case "stars": stars = ReadNumber("stars", value, 0, MostStars); break;
                case "from": from = ReadNumber("from", value, 0, double.MaxValue); break;
                case "to": to = ReadNumber("to", value, 0, double.MaxValue); break;
                default: Unknown(key, BandKeys); break;
            }
        }

        if (_problems.Count == before && (stars is null || from is null))
            Report("a band has no 'stars' or no 'from'", "For example: { stars: 5, from: 0, to: 1.2 }", mapping.Start);
        if (stars is { } count && count != Math.Floor(count))
            Report(Invariant($"{count} is no whole number of stars"), null, mapping.Start);
        return _problems.Count == before ? new StarBand((int)stars!.Value, from!.Value, to) : null;
    }

    private double? ReadNumber(string key, YamlNode node, double least, double most)
    {
        if (SpecValueParser.Number(SpecValueType.Number, Text(node)) is { } number && number >= least && number <= most)
            return number;
        Report($"'{key}': '{Text(node)}' is not a number from {Invariant($"{least}")}{(most < double.MaxValue ? Invariant($" to {most}") : "")}", key == "stars" ? null : "It is in Wh per 1,000 queries.", node.Start);
        return null;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void Unknown(YamlNode key, string[] valid) =>
        Report($"there is no key '{Text(key)}'{NearestName.Suggestion(Text(key), valid)}", $"There are: {string.Join(", ", valid)}.", key.Start);

    private static string Text(YamlNode node) => (node as YamlScalarNode)?.Value ?? "";

    private void Report(string message, string? remedy, Mark? where) =>
        _problems.Add(new Diagnostic("JM7090", DiagnosticSeverity.Error, message, remedy) { File = _file, Line = (int?)where?.Line, Column = (int?)where?.Column });
}
