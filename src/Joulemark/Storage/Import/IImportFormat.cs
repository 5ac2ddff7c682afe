namespace Joulemark.Storage.Import;

/// <summary>Reads the results of one tool.</summary>
internal interface IImportFormat
{
    /// <summary>Its name for <c>--format</c>.</summary>
    string Name { get; }

    /// <summary>The tool, as figures name it.</summary>
    string Tool { get; }

    /// <summary>Why a file is none of this tool's; null when it is one.</summary>
    string? WhyNot(ImportSource source);

    /// <summary>The files that are read.</summary>
    IReadOnlyList<string> Files(ImportSource source);

    /// <summary>Reads a result from its beginning to its end.</summary>
    /// <returns>The tool's version; null where the result does not say.</returns>
    string? Read(ImportSource source, IImportSink sink);
}
