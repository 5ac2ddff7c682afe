namespace Joulemark.Workloads;

/// <summary>Counts the tokens of a text with a local tokenizer: the second opinion beside the server's own count.</summary>
public interface ITokenCounter
{
    /// <summary>What it counts with, for the record, e.g. <c>tiktoken o200k_base</c> or the file's name with its hash.</summary>
    string Name { get; }

    /// <summary>Tokens of a text, without special tokens of a chat template.</summary>
    int Count(string text);
}
