namespace Joulemark.Onnx.Inference;

/// <summary>The reference models that come with Joulemark, as files beside the program.</summary>
internal static class ReferenceModels
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "models");

    /// <summary>Names of the models, e.g. <c>small-fp32</c>, smallest first.</summary>
    public static IReadOnlyList<string> Names { get; } = Directory.Exists(Folder)
        ? [.. Directory.EnumerateFiles(Folder, "*.onnx").OrderBy(f => new FileInfo(f).Length).Select(f => Path.GetFileNameWithoutExtension(f)!)]
        : [];

    /// <summary>The file of a model.</summary>
    public static string FileOf(string name) => Path.Combine(Folder, name + ".onnx");
}
